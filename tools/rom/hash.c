/* Blocks and padding of MD5 and SHA-1 (RFC 1321, FIPS 180-4), and HMAC over either (RFC 2104). */
#include "hash.h"

#define INNER 0x36
#define OUTER 0x5c
#define MAX_PARTS 5

static const u32 start[MAX_WORDS] IN_ROM(hash_start) = {
	0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
};

static struct blocks *blocks(const struct hash *h, u32 *context)
{
	return (struct blocks *)(context + h->words);
}

void hash_init(const struct hash *h, u32 *context)
{
	struct blocks *b = blocks(h, context);

	for (u32 i = 0; i < h->words; i++)
		context[i] = ROM_WORD(start, i);
	b->bits[0] = 0;
	b->bits[1] = 0;
}

void hash_update(const struct hash *h, u32 *context, const u8 *data, u32 length)
{
	struct blocks *b = blocks(h, context);
	u32 used = (b->bits[0] >> 3) & (BLOCK - 1);
	u32 bits = b->bits[0] + (length << 3);

	b->bits[1] += (length >> 29) + (bits < b->bits[0]);
	b->bits[0] = bits;
	while (used + length >= BLOCK) {
		u32 n = BLOCK - used;
		memcpy(b->buffer + used, data, n);
		h->transform(context, b->buffer);
		used = 0;
		data += n;
		length -= n;
		if (!h->copies)
			for (; length >= BLOCK; data += BLOCK, length -= BLOCK)
				h->transform(context, data);
	}
	memcpy(b->buffer + used, data, length);
}

/* The bytes of `words`, in the hash's order. */
static void put(const struct hash *h, u8 *to, const u32 *words, u32 n)
{
	for (; n; n--, words++, to += 4)
		for (u32 i = 0; i < 4; i++)
			to[h->big_endian ? 3 - i : i] = *words >> (8 * i);
}

void hash_final(const struct hash *h, u32 *context, u8 *digest)
{
	struct blocks *b = blocks(h, context);
	u32 used = (b->bits[0] >> 3) & (BLOCK - 1);
	u32 first = h->big_endian ? 1 : 0;

	b->buffer[used++] = 0x80;
	if (used > BLOCK - 8) {
		memset(b->buffer + used, 0, BLOCK - used);
		h->transform(context, b->buffer);
		used = 0;
	}
	memset(b->buffer + used, 0, BLOCK - 8 - used);
	put(h, b->buffer + BLOCK - 8, &b->bits[first], 1);
	put(h, b->buffer + BLOCK - 4, &b->bits[1 - first], 1);
	h->transform(context, b->buffer);
	put(h, digest, context, h->words);
	memset(context, 0, h->wiped);
}

static void hash_parts(const struct hash *h, u32 *context, u32 parts, const u8 *const data[], const u32 length[])
{
	for (u32 i = 0; i < parts; i++)
		hash_update(h, context, data[i], length[i]);
}

struct context {
	u32 state[MAX_WORDS];
	struct blocks blocks;
};

int hash_vector(const struct hash *h, u32 parts, const u8 *const data[], const u32 length[], u8 *digest)
{
	struct context c;

	hash_init(h, c.state);
	hash_parts(h, c.state, parts, data, length);
	hash_final(h, c.state, digest);
	return 0;
}

/* 0, or -1 for more parts than there is room for in the real ROM. */
int hmac_vector(const struct hash *h, const u8 *key, u32 key_length, u32 parts, const u8 *const data[],
		const u32 length[], u8 *mac)
{
	struct context c;
	u8 pad[BLOCK];

	if (parts > MAX_PARTS)
		return -1;
	memset(pad, 0, sizeof pad);
	if (key_length > BLOCK)
		hash_vector(h, 1, &key, &key_length, pad);
	else
		memcpy(pad, key, key_length);
	for (u32 i = 0; i < BLOCK; i++)
		pad[i] ^= INNER;
	hash_init(h, c.state);
	hash_update(h, c.state, pad, BLOCK);
	hash_parts(h, c.state, parts, data, length);
	hash_final(h, c.state, mac);
	for (u32 i = 0; i < BLOCK; i++)
		pad[i] ^= INNER ^ OUTER;
	hash_init(h, c.state);
	hash_update(h, c.state, pad, BLOCK);
	hash_update(h, c.state, mac, 4 * h->words);
	hash_final(h, c.state, mac);
	return 0;
}
