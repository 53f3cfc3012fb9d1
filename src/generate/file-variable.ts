/** The variable that names a file of a runtime's folder: `start.sh` → `MOSAIC_FILE_START_SH`. */
export function fileVariable(name: string): string {
  return `MOSAIC_FILE_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
