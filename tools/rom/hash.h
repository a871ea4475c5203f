/* What MD5 and SHA-1 have in common. A context is the words of the state, then the blocks. */
#ifndef HASH_H
#define HASH_H

#include "rom.h"

#define BLOCK 64
#define MAX_WORDS 5

struct blocks {
	u32 bits[2];	/* that went in, low word first */
	u8 buffer[BLOCK];
};

/* Lies in the ROM: every field is a word. */
struct hash {
	void (*transform)(u32 *state, const u8 *block);
	u32 words;	/* of the state, and of the digest */
	u32 big_endian;
	u32 copies;	/* every block goes through the buffer, not only the one that was begun before */
	u32 wiped;	/* bytes of the context that are zeroed at the end */
};

extern const struct hash rom_md5, rom_sha1;

void hash_init(const struct hash *h, u32 *context);
void hash_update(const struct hash *h, u32 *context, const u8 *data, u32 length);
void hash_final(const struct hash *h, u32 *context, u8 *digest);
int hash_vector(const struct hash *h, u32 parts, const u8 *const data[], const u32 length[], u8 *digest);
int hmac_vector(const struct hash *h, const u8 *key, u32 key_length, u32 parts, const u8 *const data[],
		const u32 length[], u8 *mac);
int hmac_sha1_vector(const u8 *key, u32 key_length, u32 parts, const u8 *const data[], const u32 length[], u8 *mac);

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (32 - (n))))

#endif
