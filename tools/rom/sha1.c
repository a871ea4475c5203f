/* SHA-1 (FIPS 180-4), HMAC (RFC 2104), PBKDF2 (RFC 2898), the PRF of IEEE 802.11i; prototypes as in hostapd's crypto.h. */
#include "rom.h"

#define BLOCK 64
#define DIGEST 20
#define MAX_PARTS 8

struct sha1 {
	u32 state[5];
	u32 count[2];	/* bits, low word first */
	u8 buffer[BLOCK];
};

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (32 - (n))))

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

__attribute__((optimize("O2"))) void SHA1Transform(u32 state[5], const u8 block[BLOCK])
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

void SHA1Init(struct sha1 *s)
{
	s->state[0] = 0x67452301;
	s->state[1] = 0xefcdab89;
	s->state[2] = 0x98badcfe;
	s->state[3] = 0x10325476;
	s->state[4] = 0xc3d2e1f0;
	s->count[0] = 0;
	s->count[1] = 0;
}

void SHA1Update(struct sha1 *s, const u8 *data, u32 length)
{
	u32 used = (s->count[0] >> 3) & (BLOCK - 1);
	u32 bits = s->count[0] + (length << 3);

	s->count[1] += (length >> 29) + (bits < s->count[0]);
	s->count[0] = bits;
	while (length > 0) {
		u32 n = BLOCK - used;
		if (n > length)
			n = length;
		if (n == BLOCK && !((u32)data & 3)) {
			SHA1Transform(s->state, data);
		} else {
			memcpy(s->buffer + used, data, n);
			if (used + n == BLOCK)
				SHA1Transform(s->state, s->buffer);
		}
		used = (used + n) & (BLOCK - 1);
		data += n;
		length -= n;
	}
}

void SHA1Final(u8 digest[DIGEST], struct sha1 *s)
{
	u32 high = s->count[1], low = s->count[0];
	u32 used = (low >> 3) & (BLOCK - 1);

	s->buffer[used++] = 0x80;
	if (used > BLOCK - 8) {
		memset(s->buffer + used, 0, BLOCK - used);
		SHA1Transform(s->state, s->buffer);
		used = 0;
	}
	memset(s->buffer + used, 0, BLOCK - 8 - used);
	for (u32 i = 0; i < 4; i++) {
		s->buffer[BLOCK - 8 + i] = high >> (24 - 8 * i);
		s->buffer[BLOCK - 4 + i] = low >> (24 - 8 * i);
	}
	SHA1Transform(s->state, s->buffer);
	for (u32 i = 0; i < DIGEST; i++)
		digest[i] = s->state[i >> 2] >> (24 - 8 * (i & 3));
	memset(s, 0, sizeof *s);
}

int sha1_vector(u32 parts, const u8 *const data[], const u32 length[], u8 *mac)
{
	struct sha1 s;
	SHA1Init(&s);
	for (u32 i = 0; i < parts; i++)
		SHA1Update(&s, data[i], length[i]);
	SHA1Final(mac, &s);
	return 0;
}

void hmac_sha1_vector(const u8 *key, u32 key_length, u32 parts, const u8 *const data[], const u32 length[], u8 *mac)
{
	u8 pad[BLOCK], short_key[DIGEST];
	const u8 *all[MAX_PARTS];
	u32 all_length[MAX_PARTS];

	if (parts > MAX_PARTS - 1)
		return;
	if (key_length > BLOCK) {
		sha1_vector(1, &key, &key_length, short_key);
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
	sha1_vector(parts + 1, all, all_length, mac);
	for (u32 i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	all[1] = mac;
	all_length[1] = DIGEST;
	sha1_vector(2, all, all_length, mac);
}

void hmac_sha1(const u8 *key, u32 key_length, const u8 *data, u32 length, u8 *mac)
{
	hmac_sha1_vector(key, key_length, 1, &data, &length, mac);
}

void sha1_prf(const u8 *key, u32 key_length, const char *label, const u8 *data, u32 data_length, u8 *out, u32 length)
{
	u8 counter = 0, hash[DIGEST];
	const u8 *parts[3] = { (const u8 *)label, data, &counter };
	u32 lengths[3] = { strlen(label) + 1, data_length, 1 };

	while (length > 0) {
		u32 n = length < DIGEST ? length : DIGEST;
		hmac_sha1_vector(key, key_length, 3, parts, lengths, n == DIGEST ? out : hash);
		if (n < DIGEST)
			memcpy(out, hash, n);
		out += n;
		length -= n;
		counter++;
	}
}

void pbkdf2_sha1(const char *pass, const char *ssid, u32 ssid_length, u32 iterations, u8 *out, u32 length)
{
	u32 pass_length = strlen(pass);
	u8 number[4] = { 0, 0, 0, 0 }, link[DIGEST], sum[DIGEST];
	const u8 *parts[2] = { (const u8 *)ssid, number };
	u32 lengths[2] = { ssid_length, 4 };

	for (u32 block = 1; length > 0; block++) {
		u32 n = length < DIGEST ? length : DIGEST;
		for (u32 i = 0; i < 4; i++)
			number[i] = block >> (24 - 8 * i);
		hmac_sha1_vector((const u8 *)pass, pass_length, 2, parts, lengths, link);
		memcpy(sum, link, DIGEST);
		for (u32 i = 1; i < iterations; i++) {
			hmac_sha1((const u8 *)pass, pass_length, link, DIGEST, link);
			for (u32 k = 0; k < DIGEST; k++)
				sum[k] ^= link[k];
		}
		memcpy(out, sum, n);
		out += n;
		length -= n;
	}
}
