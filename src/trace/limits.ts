/**
 * Hard caps of the format. Readers must refuse what exceeds them, so that a hostile file costs bounded
 * memory and time; the writer must stay below, so that nothing it writes is refused.
 */

/** Payload bytes of one frame, stored or inflated. The largest is a header with 16 MiB of flash. */
export const MAX_PAYLOAD = 24 * 1024 * 1024;

/** msgpack values in one payload. */
export const MAX_VALUES = 4 * 1024 * 1024;

/** msgpack arrays and maps in one payload. */
export const MAX_CONTAINERS = 256 * 1024;

/** Nesting of arrays and maps in one payload. */
export const MAX_DEPTH = 32;

/**
 * Cost of one chunk once its runs are expanded: 1 for an event or output record, and for a checkpoint
 * 1 plus the lengths of both name tables.
 */
export const MAX_CHUNK_COST = 1024 * 1024;

/** The writer closes a chunk on its own at this cost ... */
export const FLUSH_COST = 256 * 1024;

/**
 * ... or at this many buffered bytes, by the weights below. The fewer, the less is lost when a recorder is killed; but each
 * chunk costs as much as 10 KB in it.
 */
export const FLUSH_BYTES = 32 * 1024;
export const INTEGER_BYTES = 4;
export const VALUE_BYTES = 8;
export const CONTAINER_BYTES = 64;

export const MAX_FLASH = 16 * 1024 * 1024;
export const MAX_FRAME_BYTES = 4096;
export const MAX_SPI_BYTES = 65536;
/** Bits of one pattern at a pin. */
export const MAX_BITS = 32768;
export const MAX_TEXT = 65536;
export const MAX_NAME = 256;
export const MAX_CONSOLE_TAIL = 4096;
export const MAX_NOTES = 256;
export const MAX_COMPONENTS = 1024;
export const MAX_FIELDS = 16384;
export const MAX_DIGESTS = 64;

/** A world event's data: nesting, arrays and maps, and bytes of all strings and binaries together. */
export const MAX_WORLD_DEPTH = 16;
export const MAX_WORLD_CONTAINERS = 8192;
export const MAX_WORLD_VALUES = 65536;
export const MAX_WORLD_BYTES = 1024 * 1024;

export const MAX_U32 = 0xffff_ffff;
/** Ticks and instruction counts. */
export const MAX_SAFE = Number.MAX_SAFE_INTEGER;
