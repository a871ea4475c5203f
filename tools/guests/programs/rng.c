/* The hardware random number register: no two alike, every bit about as often set as not. */
#include "guest.h"

#define READS 512

static uint32_t values[READS];

int main(void) {
	tap_begin(5);
	for (int i = 0; i < READS; i++) {
		values[i] = RANDOM;
		delay_us(2);
	}
	uint32_t same = 0, fewest = READS, most = 0, changed = 0, ones = 0;
	for (int i = 1; i < READS; i++) {
		same += values[i] == values[i - 1];
		for (uint32_t flips = values[i] ^ values[i - 1]; flips; flips &= flips - 1) changed++;
	}
	for (int bit = 0; bit < 32; bit++) {
		uint32_t count = 0;
		for (int i = 0; i < READS; i++) count += (values[i] >> bit) & 1;
		ones += count;
		if (count < fewest) fewest = count;
		if (count > most) most = count;
	}
	ok_equal(same, 0, "no two reads in a row alike");
	/* Six standard deviations (11.3) about 256. */
	ok_range(fewest, 256 - 68, 256, "every bit is often enough set");
	ok_range(most, 256, 256 + 68, "and not too often");
	/* 511 * 16 flips, standard deviation 64. */
	ok_range(changed, 8176 - 512, 8176 + 512, "half of the bits change from read to read");
	ok_range(ones, 8192 - 512, 8192 + 512, "half of all bits are set");
	return 0;
}
