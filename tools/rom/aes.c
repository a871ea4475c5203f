/* AES-128 (FIPS 197) with the tables in data RAM, key unwrapping (RFC 3394), RC4; prototypes as in hostapd's crypto.h. */
#include "rom.h"

extern u32 Te0[256], Td0[256];
extern u8 Td4s[256], rcons[12];

#define ROUNDS 10
#define ROTATE_RIGHT(x, n) (((x) >> (n)) | ((x) << (32 - (n))))

static u32 load(const u8 *p)
{
	return ((u32)p[0] << 24) | (p[1] << 16) | (p[2] << 8) | p[3];
}

static void store(u8 *p, u32 v)
{
	p[0] = v >> 24;
	p[1] = v >> 16;
	p[2] = v >> 8;
	p[3] = v;
}

/* The S-box is the second byte of Te0. */
static u32 s_box(u32 i)
{
	return (Te0[i & 0xff] >> 8) & 0xff;
}

void rijndaelKeySetupEnc(u32 rk[44], const u8 key[16])
{
	for (u32 i = 0; i < 4; i++)
		rk[i] = load(key + 4 * i);
	for (u32 i = 0; i < ROUNDS; i++, rk += 4) {
		u32 t = rk[3];
		rk[4] = rk[0] ^ (s_box(t >> 16) << 24) ^ (s_box(t >> 8) << 16) ^ (s_box(t) << 8) ^ s_box(t >> 24) ^
			((u32)rcons[i] << 24);
		rk[5] = rk[1] ^ rk[4];
		rk[6] = rk[2] ^ rk[5];
		rk[7] = rk[3] ^ rk[6];
	}
}

static u32 unmix(u32 column)
{
	return Td0[s_box(column >> 24)] ^ ROTATE_RIGHT(Td0[s_box(column >> 16)], 8) ^
	       ROTATE_RIGHT(Td0[s_box(column >> 8)], 16) ^ ROTATE_RIGHT(Td0[s_box(column)], 24);
}

/* The round keys backwards, all but the outer ones through the inverse MixColumns. */
void rijndaelKeySetupDec(u32 rk[44], const u8 key[16])
{
	rijndaelKeySetupEnc(rk, key);
	for (u32 i = 0, j = 4 * ROUNDS; i < j; i += 4, j -= 4)
		for (u32 k = 0; k < 4; k++) {
			u32 t = rk[i + k];
			rk[i + k] = rk[j + k];
			rk[j + k] = t;
		}
	for (u32 i = 4; i < 4 * ROUNDS; i++)
		rk[i] = unmix(rk[i]);
}

static void decrypt(const u32 rk[44], const u8 in[16], u8 out[16])
{
	u32 s[4], t[4];

	for (u32 i = 0; i < 4; i++)
		s[i] = load(in + 4 * i) ^ rk[i];
	for (u32 round = 1; round < ROUNDS; round++) {
		rk += 4;
		for (u32 i = 0; i < 4; i++)
			t[i] = Td0[s[i] >> 24] ^ ROTATE_RIGHT(Td0[(s[(i + 3) & 3] >> 16) & 0xff], 8) ^
			       ROTATE_RIGHT(Td0[(s[(i + 2) & 3] >> 8) & 0xff], 16) ^
			       ROTATE_RIGHT(Td0[s[(i + 1) & 3] & 0xff], 24) ^ rk[i];
		for (u32 i = 0; i < 4; i++)
			s[i] = t[i];
	}
	rk += 4;
	for (u32 i = 0; i < 4; i++)
		store(out + 4 * i, (((u32)Td4s[s[i] >> 24] << 24) | (Td4s[(s[(i + 3) & 3] >> 16) & 0xff] << 16) |
				    (Td4s[(s[(i + 2) & 3] >> 8) & 0xff] << 8) | Td4s[s[(i + 1) & 3] & 0xff]) ^
					   rk[i]);
}

/* One key at a time: there is no heap to take it from. */
static u32 decrypt_key[44];

void *aes_decrypt_init(const u8 *key, u32 length)
{
	if (length != 16)
		return 0;
	rijndaelKeySetupDec(decrypt_key, key);
	return decrypt_key;
}

void aes_decrypt(void *context, const u8 *in, u8 *out)
{
	decrypt(context, in, out);
}

void aes_decrypt_deinit(void *context)
{
	memset(context, 0, sizeof decrypt_key);
}

/* 0, or -1 when the integrity check fails. `n`: 64-bit blocks of `plain`. */
int aes_unwrap(const u8 *kek, int n, const u8 *cipher, u8 *plain)
{
	u8 a[8], b[16];
	void *context = aes_decrypt_init(kek, 16);

	if (!context)
		return -1;
	memcpy(a, cipher, 8);
	memcpy(plain, cipher + 8, 8 * n);
	for (int j = 5; j >= 0; j--)
		for (int i = n; i >= 1; i--) {
			u8 *r = plain + 8 * (i - 1);
			memcpy(b, a, 8);
			b[7] ^= n * j + i;
			memcpy(b + 8, r, 8);
			aes_decrypt(context, b, b);
			memcpy(a, b, 8);
			memcpy(r, b + 8, 8);
		}
	aes_decrypt_deinit(context);
	for (u32 i = 0; i < 8; i++)
		if (a[i] != 0xa6)
			return -1;
	return 0;
}

int rc4_skip(const u8 *key, u32 key_length, u32 skip, u8 *data, u32 length)
{
	u8 s[256];
	u32 i, j = 0, k = 0;

	for (i = 0; i < 256; i++)
		s[i] = i;
	for (i = 0; i < 256; i++) {
		u8 t = s[i];
		j = (j + t + key[k]) & 0xff;
		if (++k >= key_length)
			k = 0;
		s[i] = s[j];
		s[j] = t;
	}
	i = 0;
	j = 0;
	for (u32 n = 0; n < skip + length; n++) {
		i = (i + 1) & 0xff;
		u8 t = s[i];
		j = (j + t) & 0xff;
		s[i] = s[j];
		s[j] = t;
		if (n >= skip)
			*data++ ^= s[(s[i] + t) & 0xff];
	}
	return 0;
}
