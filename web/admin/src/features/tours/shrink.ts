// A photo from a phone is several times larger than any screen: it is made smaller before it is sent. What the browser
// cannot read, or what moves, goes as it is.

const LONGEST_SIDE = 2_000;
const FINE_BYTES = 700_000;

/** The size within `LONGEST_SIDE`, of the same shape. */
export function fitSide(width: number, height: number, longest = LONGEST_SIDE): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

export async function shrink(file: File): Promise<File> {
  if (file.size <= FINE_BYTES || file.type === "image/gif") return file;
  try {
    const bitmap = await createImageBitmap(file);
    const [width, height] = fitSide(bitmap.width, bitmap.height);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    const type = file.type === "image/png" ? "image/webp" : "image/jpeg";
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.86));
    if (!made || made.size >= file.size) return file;
    const ending = made.type === "image/webp" ? "webp" : made.type === "image/png" ? "png" : "jpg";
    return new File([made], `${file.name.replace(/\.[^.]*$/, "")}.${ending}`, { type: made.type });
  } catch {
    return file;
  }
}
