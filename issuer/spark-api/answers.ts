import { z } from 'zod';

const id = z.union([z.string().min(1), z.int()]).transform(String);
/** What may be null or left out. */
const orNull = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);
const text = orNull(z.string());

const pagination = z.object({
  TotalRows: z.int().min(0),
  TotalPages: z.int().min(0),
  CurrentPage: z.int().min(1),
});

/** The envelope of every answer. */
export const envelope = z.object({
  D: z.discriminatedUnion('Success', [
    z.object({
      Success: z.literal(true),
      Results: z.array(z.unknown()).default([]),
      Pagination: pagination.optional(),
    }),
    z.object({ Success: z.literal(false), Code: z.union([z.int(), z.string()]).transform(String), Message: text }),
  ]),
});

export const identity = z.object({ Id: id, Email: text, MlsId: text });

export const role = z.object({ Id: id, Name: z.string() });

export const account = z.object({ Id: id, LoginName: text, MlsId: text });

/** A key as it is listed. There is no secret in it. */
export const key = z.object({
  Id: id,
  Name: text,
  RedirectUri: text,
  ApplicationUri: text,
  Roles: z.array(z.string()).default([]),
  Comments: text,
  IpAddresses: orNull(z.array(z.string())),
  UserAgent: text,
  ReadOnly: orNull(z.boolean()),
  Enabled: z.boolean(),
  Deleted: z.boolean().default(false),
});
export type Key = z.output<typeof key>;

/** A key as the call that makes it answers, and no other. */
export const madeKey = key.extend({ Key: z.string().min(1), Secret: z.string().min(1) });
