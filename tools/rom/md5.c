/* MD5 (RFC 1321) and HMAC-MD5; prototypes as in hostapd's crypto.h. */
#include "hash.h"

/* One step; the four names rotate instead of the values. */
#define STEP(f, a, b, c, d, k, n, sine)                    \
	do {                                               \
		(a) += f(b, c, d) + w[(k) & 15] + (sine);  \
		(a) = ROTATE(a, n) + (b);                  \
	} while (0)
/* Four of them: which word of the block the first one takes, how far it is to the next, rotations, sines. */
#define FOUR(f, k, step, n0, n1, n2, n3, s0, s1, s2, s3)            \
	do {                                                        \
		STEP(f, a, b, c, d, k, n0, s0);                     \
		STEP(f, d, a, b, c, (k) + (step), n1, s1);          \
		STEP(f, c, d, a, b, (k) + 2 * (step), n2, s2);      \
		STEP(f, b, c, d, a, (k) + 3 * (step), n3, s3);      \
	} while (0)
#define F(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define G(b, c, d) ((c) ^ ((d) & ((b) ^ (c))))
#define H(b, c, d) ((b) ^ (c) ^ (d))
#define I(b, c, d) ((c) ^ ((b) | ~(d)))

static __attribute__((optimize("O2"))) void transform(u32 *state, const u8 *block)
{
	u32 w[16];
	u32 a = state[0], b = state[1], c = state[2], d = state[3];

	for (u32 i = 0; i < 16; i++, block += 4)
		w[i] = block[0] | (block[1] << 8) | (block[2] << 16) | ((u32)block[3] << 24);
	FOUR(F, 0, 1, 7, 12, 17, 22, 0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee);
	FOUR(F, 4, 1, 7, 12, 17, 22, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501);
	FOUR(F, 8, 1, 7, 12, 17, 22, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be);
	FOUR(F, 12, 1, 7, 12, 17, 22, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821);
	FOUR(G, 1, 5, 5, 9, 14, 20, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa);
	FOUR(G, 5, 5, 5, 9, 14, 20, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8);
	FOUR(G, 9, 5, 5, 9, 14, 20, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed);
	FOUR(G, 13, 5, 5, 9, 14, 20, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a);
	FOUR(H, 5, 3, 4, 11, 16, 23, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c);
	FOUR(H, 1, 3, 4, 11, 16, 23, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70);
	FOUR(H, 13, 3, 4, 11, 16, 23, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05);
	FOUR(H, 9, 3, 4, 11, 16, 23, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665);
	FOUR(I, 0, 7, 6, 10, 15, 21, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039);
	FOUR(I, 12, 7, 6, 10, 15, 21, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1);
	FOUR(I, 8, 7, 6, 10, 15, 21, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1);
	FOUR(I, 4, 7, 6, 10, 15, 21, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391);
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

/* The real ROM zeroes no more than a pointer's size. */
const struct hash rom_md5 IN_ROM(md5) = { transform, 4, 0, 1, 4 };

void MD5Init(u32 *context)
{
	hash_init(&rom_md5, context);
}

void MD5Update(u32 *context, const u8 *data, u32 length)
{
	hash_update(&rom_md5, context, data, length);
}

void MD5Final(u8 *digest, u32 *context)
{
	hash_final(&rom_md5, context, digest);
}

int md5_vector(u32 parts, const u8 *const data[], const u32 length[], u8 *digest)
{
	return hash_vector(&rom_md5, parts, data, length, digest);
}

int hmac_md5_vector(const u8 *key, u32 key_length, u32 parts, const u8 *const data[], const u32 length[], u8 *mac)
{
	return hmac_vector(&rom_md5, key, key_length, parts, data, length, mac);
}

int hmac_md5(const u8 *key, u32 key_length, const u8 *data, u32 length, u8 *mac)
{
	return hmac_vector(&rom_md5, key, key_length, 1, &data, &length, mac);
}
