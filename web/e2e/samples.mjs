// Files for stories, made here: a picture, a document, a voice message.

/** A little landscape, as a phone would send it. */
export async function picture(page, name) {
  const data = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [960, 640];
    const brush = canvas.getContext("2d");
    const sky = brush.createLinearGradient(0, 0, 0, 640);
    for (const [at, colour] of [
      [0, "#f6c89f"],
      [0.6, "#d98e73"],
      [1, "#7f5a6b"],
    ])
      sky.addColorStop(at, colour);
    brush.fillStyle = sky;
    brush.fillRect(0, 0, 960, 640);
    brush.fillStyle = "#fff3dc";
    brush.beginPath();
    brush.arc(700, 210, 70, 0, 7);
    brush.fill();
    brush.fillStyle = "#4c3a4d";
    brush.beginPath();
    brush.moveTo(0, 640);
    brush.bezierCurveTo(200, 380, 420, 620, 560, 470);
    brush.bezierCurveTo(700, 330, 860, 560, 960, 480);
    brush.lineTo(960, 640);
    brush.fill();
    return canvas.toDataURL("image/jpeg", 0.85).split(",")[1];
  });
  return { name, mimeType: "image/jpeg", buffer: Buffer.from(data, "base64") };
}

export const document = (name) => ({
  name,
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.4\n%%EOF\n"),
});

function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}

/** One page of an Ogg stream; packets are shorter than 255 bytes. */
function oggPage(packets, { number, samples, flags = 0 }) {
  const head = Buffer.alloc(27 + packets.length);
  head.write("OggS");
  head[5] = flags;
  head.writeBigInt64LE(BigInt(samples), 6);
  head.writeUInt32LE(7, 14);
  head.writeUInt32LE(number, 18);
  head[26] = packets.length;
  for (const [index, packet] of packets.entries()) head[27 + index] = packet.length;
  const page = Buffer.concat([head, ...packets]);
  page.writeUInt32LE(checksum(page), 22);
  return page;
}

/** Silence as messengers record it: Opus in Ogg, fifty frames a second. */
export function voice(name, seconds) {
  const opusHead = Buffer.from([...Buffer.from("OpusHead"), 1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]);
  const opusTags = Buffer.concat([
    Buffer.from("OpusTags"),
    Buffer.from([7, 0, 0, 0]),
    Buffer.from("samovar"),
    Buffer.alloc(4),
  ]);
  const frame = Buffer.from([0xf8, 0xff, 0xfe]);
  const pages = [
    oggPage([opusHead], { number: 0, samples: 0, flags: 2 }),
    oggPage([opusTags], { number: 1, samples: 0 }),
  ];
  for (let second = 1; second <= seconds; second += 1) {
    const flags = second === seconds ? 4 : 0;
    pages.push(oggPage(Array(50).fill(frame), { number: second + 1, samples: second * 48_000, flags }));
  }
  return { name, mimeType: "audio/ogg", buffer: Buffer.concat(pages) };
}
