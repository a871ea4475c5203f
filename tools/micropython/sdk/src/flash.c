/*
 * Flash access beside execution from flash: the window is closed and interrupts are off while the ROM's functions talk
 * to the chip, so this is IRAM throughout. The ROM wants word-aligned buffers in RAM; others go through a small one.
 */
#include <string.h>

#include "sdk.h"

#define SPI0_CMD (PERIPHS_SPI0_BASEADDR + 0x00)
#define SPI0_CMD_READ_ID BIT(28)
#define SPI0_W0 (PERIPHS_SPI0_BASEADDR + 0x40)

#define RAM_START 0x3ffe8000
#define RAM_END 0x40000000
#define BOUNCE_BYTES 128

static inline uint32_t close_window(void) {
	uint32_t before;
	__asm__ volatile("rsil %0, 3" : "=a"(before)::"memory");
	Cache_Read_Disable();
	return before;
}

static inline void open_window(uint32_t before) {
	Cache_Read_Enable(0, 0, 1);
	__asm__ volatile("wsr.ps %0; rsync" ::"a"(before) : "memory");
}

static bool is_direct(const void *buffer) {
	uint32_t address = (uint32_t)buffer;
	return !(address & 3) && address >= RAM_START && address < RAM_END;
}

static SpiFlashOpResult result_of(int rom_result) {
	if (rom_result == 0) return SPI_FLASH_RESULT_OK;
	return rom_result == 2 ? SPI_FLASH_RESULT_TIMEOUT : SPI_FLASH_RESULT_ERR;
}

uint32_t spi_flash_get_id(void) {
	uint32_t before = close_window();
	WRITE_PERI_REG(SPI0_W0, 0);
	WRITE_PERI_REG(SPI0_CMD, SPI0_CMD_READ_ID);
	while (READ_PERI_REG(SPI0_CMD)) {
	}
	uint32_t id = READ_PERI_REG(SPI0_W0) & 0xffffff;
	open_window(before);
	return id;
}

static SpiFlashOpResult read_words(uint32_t offset, void *into, uint32_t length) {
	uint32_t before = close_window();
	int result = SPIRead(offset, into, length);
	open_window(before);
	return result_of(result);
}

static SpiFlashOpResult write_words(uint32_t offset, const void *from, uint32_t length) {
	uint32_t before = close_window();
	int result = SPIWrite(offset, from, length);
	open_window(before);
	return result_of(result);
}

SpiFlashOpResult spi_flash_read(uint32_t offset, uint32_t *into, uint32_t length) {
	uint8_t *to = (uint8_t *)into;
	/* The ROM reads whole words, so an end that is not one must not be written into the caller's buffer. */
	uint32_t direct = is_direct(into) && !(offset & 3) ? length & ~3u : 0;
	if (direct) {
		SpiFlashOpResult result = read_words(offset, to, direct);
		if (result != SPI_FLASH_RESULT_OK) return result;
	}
	while (direct < length) {
		uint32_t words[BOUNCE_BYTES / 4];
		uint32_t skip = (offset + direct) & 3;
		uint32_t part = length - direct < BOUNCE_BYTES - skip ? length - direct : BOUNCE_BYTES - skip;
		SpiFlashOpResult result = read_words(offset + direct - skip, words, (skip + part + 3) & ~3u);
		if (result != SPI_FLASH_RESULT_OK) return result;
		memcpy(to + direct, (uint8_t *)words + skip, part);
		direct += part;
	}
	return SPI_FLASH_RESULT_OK;
}

SpiFlashOpResult spi_flash_write(uint32_t offset, uint32_t *from, uint32_t length) {
	if ((offset | length) & 3) return SPI_FLASH_RESULT_ERR;
	if (is_direct(from)) return write_words(offset, from, length);
	for (uint32_t done = 0; done < length; done += BOUNCE_BYTES) {
		uint32_t words[BOUNCE_BYTES / 4];
		uint32_t part = length - done < BOUNCE_BYTES ? length - done : BOUNCE_BYTES;
		memcpy(words, (uint8_t *)from + done, part);
		SpiFlashOpResult result = write_words(offset + done, words, part);
		if (result != SPI_FLASH_RESULT_OK) return result;
	}
	return SPI_FLASH_RESULT_OK;
}

SpiFlashOpResult spi_flash_erase_sector(uint16_t sector) {
	uint32_t before = close_window();
	int result = SPIEraseSector(sector);
	open_window(before);
	return result_of(result);
}
