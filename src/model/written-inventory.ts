import * as z from 'zod';
import { NAME } from './names.ts';

export const INVENTORY_VERSION = 'mosaic.inventory/v1';

const host = z
  .strictObject({
    connection: z
      .enum(['ssh', 'openssh', 'local'])
      .meta({
        title: 'a connection',
        description:
          'openssh is the ssh program of this machine, with its configuration; local is the machine that mosaic runs on',
        examples: ['ssh'],
      })
      .optional(),
    address: z
      .string()
      .regex(/^[A-Za-z0-9:][A-Za-z0-9._:%-]{0,254}$/)
      .meta({ title: 'an address', description: 'a DNS name or an IP address', examples: ['10.0.0.7'] })
      .optional(),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .meta({ title: 'a port', description: '1 to 65535', examples: [22] })
      .optional(),
    user: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_.@\\-]{0,63}$/)
      .meta({ title: 'a user', description: 'a login name on the host', examples: ['mos'] })
      .optional(),
    hostKey: z
      .string()
      .regex(/^[a-z][a-z0-9@.-]{2,63} [A-Za-z0-9+/]{16,}={0,3}$/)
      .meta({
        title: 'a host key',
        description: 'type and base64, as `mosaic fleet host trust` writes it',
        examples: ['ssh-ed25519 AAAA…'],
      })
      .optional(),
    identity: z
      .string()
      .regex(/^(\/|~\/)[^\0\n\r]{1,999}$/)
      .meta({
        title: 'an identity',
        description: 'a private key file of yours, absolute or beginning with ~/',
        examples: ['~/.ssh/id_ed25519'],
      })
      .optional(),
    jump: z
      .string()
      .regex(NAME)
      .meta({
        title: 'a jump host',
        description: 'the host of this inventory through which this one is reached',
        examples: ['bastion'],
      })
      .optional(),
    labels: z
      .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/), z.string().max(1000))
      .meta({ title: 'labels', description: 'notes of your own', examples: ['{ rack: "3" }'] })
      .optional(),
  })
  .meta({ title: 'a host', examples: ['{ address: 10.0.0.7, user: mos }'] });

const inventoryKeys = {
  apiVersion: z
    .literal(INVENTORY_VERSION)
    .meta({ title: 'a version that this mosaic reads', examples: [INVENTORY_VERSION] }),
  hosts: z.record(z.string().regex(NAME), host).meta({
    title: 'hosts',
    description: 'hosts by name',
    examples: ['{ dragon-lin: { address: 10.0.0.7 } }'],
  }),
};

/** What a user may write in inventory/hosts.yaml. */
export const inventorySchema = z
  .strictObject(inventoryKeys)
  .meta({ title: 'Hosts: where agents can run, and how they are reached' });

export const inventoryDraftSchema = z.strictObject(inventoryKeys).partial();

export type WrittenHost = z.infer<typeof host>;
export type WrittenHosts = Readonly<Record<string, WrittenHost>>;
export type WrittenInventory = z.infer<typeof inventorySchema>;
export type InventoryDraft = z.infer<typeof inventoryDraftSchema>;
