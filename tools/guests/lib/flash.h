/* The flash chip behind SPI0, and the window through which the core sees it. */
#ifndef GUEST_FLASH_H
#define GUEST_FLASH_H

#include <stdint.h>

#define FLASH_WINDOW 0x40200000u
#define FLASH_BUSY 1u
#define FLASH_WEL 2u

/* Gives one of the controller's own commands (SPI_FLASH_*) and waits for the controller, not for the chip. */
void flash_command(uint32_t command);
/* The chip's status register 1. */
uint32_t flash_status(void);
/* Waits until the chip is not busy; the microseconds it took. */
uint32_t flash_wait(void);
/* A word at `address`, by the READ command. */
uint32_t flash_word(uint32_t address);
void flash_erase(uint32_t address);
/* Up to sixteen words within a page. */
void flash_program(uint32_t address, const uint32_t *words, uint32_t count);

/* Opens the flash window on a megabyte, as the ROM's Cache_Read_Enable does; shuts it. */
void cache_on(uint32_t megabyte);
void cache_off(void);

#endif
