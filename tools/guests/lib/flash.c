#include "flash.h"

#include "guest.h"

void flash_command(uint32_t command) {
	SPI_CMD(0) = command;
	while (SPI_CMD(0)) {
	}
}

uint32_t flash_status(void) {
	SPI_RD_STATUS(0) = 0;
	flash_command(SPI_FLASH_RDSR);
	return SPI_RD_STATUS(0) & 0xff;
}

uint32_t flash_wait(void) {
	uint32_t us = 0;
	while (flash_status() & FLASH_BUSY) {
		rest_us(20);
		us += 20;
	}
	return us;
}

uint32_t flash_word(uint32_t address) {
	SPI_ADDR(0) = address | 4 << 24;
	flash_command(SPI_FLASH_READ);
	return SPI_W(0, 0);
}

void flash_erase(uint32_t address) {
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = address;
	flash_command(SPI_FLASH_SE);
	flash_wait();
}

void flash_program(uint32_t address, const uint32_t *words, uint32_t count) {
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = address | count * 4 << 24;
	for (uint32_t i = 0; i < count; i++) SPI_W(0, i) = words[i];
	flash_command(SPI_FLASH_PP);
	flash_wait();
}

void cache_on(uint32_t megabyte) {
	cache_off();
	SPI_CTRL(0) &= ~SPI_CTRL_AHB;
	DPORT_SPI_CACHE &= ~CACHE_FLUSH;
	DPORT_SPI_CACHE |= CACHE_FLUSH;
	while (!(DPORT_SPI_CACHE & CACHE_FLUSHED)) {
	}
	DPORT_SPI_CACHE &= ~CACHE_FLUSH;
	SPI_CTRL(0) |= SPI_CTRL_AHB;
	uint32_t map = CACHE_PAIR(megabyte >> 1) | (megabyte & 1 ? CACHE_ODD_MB : 0);
	DPORT_SPI_CACHE = (DPORT_SPI_CACHE & ~0x07070000u) | map;
	DPORT_CACHE_BANKS |= CACHE_BANK0;
	DPORT_SPI_CACHE |= CACHE_ENABLE;
}

void cache_off(void) {
	DPORT_SPI_CACHE &= ~CACHE_ENABLE;
	SPI_CTRL(0) &= ~SPI_CTRL_AHB;
}
