export function ModelsSettings() {
  return null;
}
