import type { APIAttachment } from 'discord-api-types/v10';
import type { Ports, UploadedFile } from './calls.ts';

/** Keeps files, and gives the attachments that lead to them. */
export function keepFiles(
  ports: Ports,
  channel: string,
  files: readonly UploadedFile[],
): readonly APIAttachment[] {
  return files.map(({ name, type, bytes }) => {
    const id = ports.world.nextId();
    const url = `${ports.origin()}/attachments/${channel}/${id}/${encodeURIComponent(name)}`;
    const data: APIAttachment = {
      id,
      filename: name,
      size: bytes.length,
      url,
      proxy_url: url,
      content_type: type,
    };
    ports.world.files.set(id, { data, bytes });
    return data;
  });
}
