/** The part of a home's record that its owner edits: name, picture and rooms. Wire: docs/protocol.md#home-record */
import * as v from 'valibot'
import { bytes, count, nameText, plainText } from '../codec/fields.ts'
import { roomSlug } from '../identity/room-slug.ts'
import { ABOUT_BYTES_MAX, NAME_BYTES_MAX, PICTURE_BYTES_MAX, ROOM_TITLE_BYTES_MAX, ROOMS_MAX } from '../limits.ts'

const PICTURE_CID_PREFIX = [0x01, 0x55, 0x12, 0x20] // CIDv1, raw, sha2-256, 32 bytes

const pictureCidField = v.pipe(
  bytes(PICTURE_CID_PREFIX.length + 32),
  v.check(cid => PICTURE_CID_PREFIX.every((byte, index) => cid[index] === byte), 'not a CIDv1 of raw bytes by sha2-256')
)

/** A room in a home's record. */
export const roomEntry = v.object({
  id: bytes(16),
  slug: roomSlug(),
  title: nameText(ROOM_TITLE_BYTES_MAX),
  door: v.picklist(['open', 'card', 'closed']),
  /** Bits without a meaning yet; unknown ones are ignored. */
  flags: count(0xffff),
  /** CID of the room's page. */
  page: v.optional(pictureCidField),
  /** Raised when everybody who had a card to this room shall need a new one. */
  epoch: count()
})

/** The fields of a home's record that its owner edits. */
export const homeFields = {
  name: nameText(NAME_BYTES_MAX),
  about: plainText(ABOUT_BYTES_MAX),
  picture: v.optional(v.object({ cid: pictureCidField, bytes: v.pipe(count(PICTURE_BYTES_MAX), v.minValue(1)) })),
  rooms: v.pipe(
    v.array(roomEntry),
    v.maxLength(ROOMS_MAX),
    v.check(rooms => areUnique(rooms.map(room => room.slug)), 'two rooms with the same slug'),
    v.check(rooms => areUnique(rooms.map(room => room.id.join())), 'two rooms with the same id')
  ),
  listed: v.boolean(),
  /** The home is the operator's, with the town square in it. */
  square: v.optional(v.boolean()),
  capabilityRevocations: v.optional(v.object({ n: count(), hash: bytes(32) }))
}

function areUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}
