/* What the SDK's parts know of each other, and the ROM functions they call. */
#ifndef REPLAY_SDK_INTERNAL_H
#define REPLAY_SDK_INTERNAL_H

#include "ets_sys.h"
#include "user_interface.h"

/* Task priorities; the port's scheduler knows 0 to 31. */
#define TASK_TIMERS 31
#define TASK_START 30
#define TASK_USER_FIRST 20
#define TASK_USER_COUNT 3

/* RTC scratch word in which a reset that is asked for leaves its reason. */
#define RTC_SCRATCH_REASON (PERIPHS_RTC_BASEADDR + 0x30)
/* What the system keeps in RTC memory, which begins at word 0: the record of the last reset. */
#define RTC_MEMORY 0x60001000
#define RTC_MEMORY_WORDS 192

/* clock.c */
void sdk_clock_init(void);
/* exceptions.c */
void sdk_exceptions_init(void);
/* reset.c */
void sdk_reset_info_init(void);
void sdk_restart_because(const struct rst_info *info) __attribute__((noreturn));
/* timers.c */
void sdk_timers_init(void);
/* watchdog.c */
void sdk_watchdog_init(void);
/* heap.c */
void sdk_heap_init(void);

/* ROM. */
void Cache_Read_Enable(uint32_t odd, uint32_t megabyte_pair, uint32_t whole_bank);
void Cache_Read_Disable(void);
int SPIRead(uint32_t offset, void *into, uint32_t length);
int SPIWrite(uint32_t offset, const void *from, uint32_t length);
int SPIEraseSector(uint32_t sector);
int SPIUnlock(void);
uint32_t rtc_get_reset_reason(void);
void ets_update_cpu_frequency(uint32_t megahertz);
void ets_delay_us(uint32_t us);
void rom_i2c_writeReg(uint8_t block, uint8_t host, uint8_t reg, uint8_t value);
uint8_t rom_i2c_readReg(uint8_t block, uint8_t host, uint8_t reg);
typedef void (*exception_handler_t)(void *frame, uint32_t cause);
exception_handler_t _xtos_set_exception_handler(uint32_t cause, exception_handler_t handler);
void _ResetVector(void) __attribute__((noreturn));

#endif
