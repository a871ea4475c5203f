/* MD5 (RFC 1321) and HMAC-MD5; prototypes as in hostapd's crypto.h. */
#include "rom.h"

#define BLOCK 64
#define DIGEST 16
#define MAX_PARTS 8

struct md5 {
	u32 state[4];
	u32 bits[2];
	u8 buffer[BLOCK];
};

static const u32 sines[64] IN_ROM(md5_sines) = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a,
	0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
	0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
	0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8,
	0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
	0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
	0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
	0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
	0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
/* Left rotations of the four rounds, a byte each. */
static const u32 shifts[4] IN_ROM(md5_shifts) = { 0x16110c07, 0x140e0905, 0x17100b04, 0x150f0a06 };

static void transform(u32 state[4], const u8 *block)
{
	u32 w[16];
	u32 a = state[0], b = state[1], c = state[2], d = state[3];

	for (u32 i = 0; i < 16; i++, block += 4)
		w[i] = block[0] | (block[1] << 8) | (block[2] << 16) | ((u32)block[3] << 24);
	for (u32 i = 0; i < 64; i++) {
		u32 f, k, n = (ROM_WORD(shifts, i >> 4) >> (8 * (i & 3))) & 31;
		if (i < 16) {
			f = d ^ (b & (c ^ d));
			k = i;
		} else if (i < 32) {
			f = c ^ (d & (b ^ c));
			k = 5 * i + 1;
		} else if (i < 48) {
			f = b ^ c ^ d;
			k = 3 * i + 5;
		} else {
			f = c ^ (b | ~d);
			k = 7 * i;
		}
		f += a + ROM_WORD(sines, i) + w[k & 15];
		a = d;
		d = c;
		c = b;
		b += (f << n) | (f >> (32 - n));
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

void MD5Init(struct md5 *s)
{
	s->state[0] = 0x67452301;
	s->state[1] = 0xefcdab89;
	s->state[2] = 0x98badcfe;
	s->state[3] = 0x10325476;
	s->bits[0] = 0;
	s->bits[1] = 0;
}

void MD5Update(struct md5 *s, const u8 *data, u32 length)
{
	u32 used = (s->bits[0] >> 3) & (BLOCK - 1);
	u32 bits = s->bits[0] + (length << 3);

	s->bits[1] += (length >> 29) + (bits < s->bits[0]);
	s->bits[0] = bits;
	while (length > 0) {
		u32 n = BLOCK - used;
		if (n > length)
			n = length;
		memcpy(s->buffer + used, data, n);
		if (used + n == BLOCK)
			transform(s->state, s->buffer);
		used = (used + n) & (BLOCK - 1);
		data += n;
		length -= n;
	}
}

void MD5Final(u8 digest[DIGEST], struct md5 *s)
{
	u32 used = (s->bits[0] >> 3) & (BLOCK - 1);

	s->buffer[used++] = 0x80;
	if (used > BLOCK - 8) {
		memset(s->buffer + used, 0, BLOCK - used);
		transform(s->state, s->buffer);
		used = 0;
	}
	memset(s->buffer + used, 0, BLOCK - 8 - used);
	for (u32 i = 0; i < 8; i++)
		s->buffer[BLOCK - 8 + i] = s->bits[i >> 2] >> (8 * (i & 3));
	transform(s->state, s->buffer);
	for (u32 i = 0; i < DIGEST; i++)
		digest[i] = s->state[i >> 2] >> (8 * (i & 3));
	memset(s, 0, sizeof *s);
}

int md5_vector(u32 parts, const u8 *const data[], const u32 length[], u8 *mac)
{
	struct md5 s;
	MD5Init(&s);
	for (u32 i = 0; i < parts; i++)
		MD5Update(&s, data[i], length[i]);
	MD5Final(mac, &s);
	return 0;
}

void hmac_md5_vector(const u8 *key, u32 key_length, u32 parts, const u8 *const data[], const u32 length[], u8 *mac)
{
	u8 pad[BLOCK], short_key[DIGEST];
	const u8 *all[MAX_PARTS];
	u32 all_length[MAX_PARTS];

	if (parts > MAX_PARTS - 1)
		return;
	if (key_length > BLOCK) {
		md5_vector(1, &key, &key_length, short_key);
		key = short_key;
		key_length = DIGEST;
	}
	memset(pad, 0, sizeof pad);
	memcpy(pad, key, key_length);
	for (u32 i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36;
	all[0] = pad;
	all_length[0] = BLOCK;
	for (u32 i = 0; i < parts; i++) {
		all[i + 1] = data[i];
		all_length[i + 1] = length[i];
	}
	md5_vector(parts + 1, all, all_length, mac);
	for (u32 i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	all[1] = mac;
	all_length[1] = DIGEST;
	md5_vector(2, all, all_length, mac);
}

void hmac_md5(const u8 *key, u32 key_length, const u8 *data, u32 length, u8 *mac)
{
	hmac_md5_vector(key, key_length, 1, &data, &length, mac);
}
