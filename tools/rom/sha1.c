/* SHA-1 (FIPS 180-4) and HMAC-SHA-1; prototypes as in hostapd's crypto.h. */
#include "hash.h"

/* One round; the five names rotate instead of the values. */
#define ROUND(a, b, c, d, e, f, k, word)                          \
	do {                                                      \
		(e) += ROTATE(a, 5) + (f) + (k) + (word);         \
		(b) = ROTATE(b, 30);                              \
	} while (0)
#define CHOOSE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) | ((d) & ((b) | (c))))
#define NEXT(t)                                                                                               \
	(next = w[((t) + 13) & 15] ^ w[((t) + 8) & 15] ^ w[((t) + 2) & 15] ^ w[(t) & 15],                     \
	 w[(t) & 15] = ROTATE(next, 1))
#define FIVE(f, k, word, t)                                       \
	do {                                                      \
		ROUND(a, b, c, d, e, f(b, c, d), k, word(t));     \
		ROUND(e, a, b, c, d, f(a, b, c), k, word(t + 1)); \
		ROUND(d, e, a, b, c, f(e, a, b), k, word(t + 2)); \
		ROUND(c, d, e, a, b, f(d, e, a), k, word(t + 3)); \
		ROUND(b, c, d, e, a, f(c, d, e), k, word(t + 4)); \
	} while (0)
#define FIRST(t) ((t) < 16 ? w[(t) & 15] : NEXT(t))

__attribute__((optimize("O2"))) void SHA1Transform(u32 *state, const u8 *block)
{
	u32 w[16], next;
	u32 a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

	for (u32 i = 0; i < 16; i++, block += 4)
		w[i] = (block[0] << 24) | (block[1] << 16) | (block[2] << 8) | block[3];
	FIVE(CHOOSE, 0x5a827999, FIRST, 0);
	FIVE(CHOOSE, 0x5a827999, FIRST, 5);
	FIVE(CHOOSE, 0x5a827999, FIRST, 10);
	FIVE(CHOOSE, 0x5a827999, FIRST, 15);
	FIVE(PARITY, 0x6ed9eba1, NEXT, 20);
	FIVE(PARITY, 0x6ed9eba1, NEXT, 25);
	FIVE(PARITY, 0x6ed9eba1, NEXT, 30);
	FIVE(PARITY, 0x6ed9eba1, NEXT, 35);
	FIVE(MAJORITY, 0x8f1bbcdc, NEXT, 40);
	FIVE(MAJORITY, 0x8f1bbcdc, NEXT, 45);
	FIVE(MAJORITY, 0x8f1bbcdc, NEXT, 50);
	FIVE(MAJORITY, 0x8f1bbcdc, NEXT, 55);
	FIVE(PARITY, 0xca62c1d6, NEXT, 60);
	FIVE(PARITY, 0xca62c1d6, NEXT, 65);
	FIVE(PARITY, 0xca62c1d6, NEXT, 70);
	FIVE(PARITY, 0xca62c1d6, NEXT, 75);
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

const struct hash rom_sha1 IN_ROM(sha1) = { SHA1Transform, 5, 1, 0, 4 * 5 + sizeof(struct blocks) };

void SHA1Init(u32 *context)
{
	hash_init(&rom_sha1, context);
}

void SHA1Update(u32 *context, const u8 *data, u32 length)
{
	hash_update(&rom_sha1, context, data, length);
}

void SHA1Final(u8 *digest, u32 *context)
{
	hash_final(&rom_sha1, context, digest);
}

int sha1_vector(u32 parts, const u8 *const data[], const u32 length[], u8 *digest)
{
	return hash_vector(&rom_sha1, parts, data, length, digest);
}

int hmac_sha1_vector(const u8 *key, u32 key_length, u32 parts, const u8 *const data[], const u32 length[], u8 *mac)
{
	return hmac_vector(&rom_sha1, key, key_length, parts, data, length, mac);
}

int hmac_sha1(const u8 *key, u32 key_length, const u8 *data, u32 length, u8 *mac)
{
	return hmac_vector(&rom_sha1, key, key_length, 1, &data, &length, mac);
}
