/*
 * What the ROM's parts share: types, registers, the public structures and the variables at public addresses.
 */
#ifndef ROM_H
#define ROM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define REG(address) (*(volatile u32 *)(address))

/*
 * A table that stays in the ROM: the core reads the ROM by whole words only, so it must be an array of words,
 * read through a volatile pointer that keeps the compiler from narrowing the load.
 */
#define IN_ROM(name) __attribute__((section(".romw." #name), aligned(4)))
#define ROM_WORD(table, i) (((const volatile u32 *)(table))[i])

#define NOINLINE __attribute__((noinline))

/* DPORT */
#define DPORT_EDGE_ENABLE 0x3ff00004u
#define DPORT_CACHE 0x3ff0000cu
#define DPORT_CACHE_BANKS 0x3ff00024u
/* UART; UART1 lies 0xf00 above. */
#define UART_BASE(n) (0x60000000u + 0xf00u * (n))
#define UART_FIFO 0x00
#define UART_INT_RAW 0x04
#define UART_INT_ST 0x08
#define UART_INT_ENA 0x0c
#define UART_INT_CLR 0x10
#define UART_CLKDIV 0x14
#define UART_AUTOBAUD 0x18
#define UART_STATUS 0x1c
#define UART_CONF0 0x20
#define UART_CONF1 0x24
#define UART_LOWPULSE 0x28
#define UART_HIGHPULSE 0x2c
#define UART_PULSE_NUM 0x30
/* SPI0 */
#define SPI_CMD 0x60000200u
#define SPI_ADDR 0x60000204u
#define SPI_CTRL 0x60000208u
#define SPI_STATUS 0x60000210u
#define SPI_USER 0x6000021cu
#define SPI_USER1 0x60000220u
#define SPI_USER2 0x60000224u
#define SPI_W0 0x60000240u
/* GPIO */
#define GPIO_BASE 0x60000300u
#define GPIO_OUT_W1TS 0x60000304u
#define GPIO_OUT_W1TC 0x60000308u
#define GPIO_ENABLE_W1TS 0x60000310u
#define GPIO_ENABLE_W1TC 0x60000314u
#define GPIO_IN 0x60000318u
#define GPIO_STATUS 0x6000031cu
#define GPIO_STATUS_W1TS 0x60000320u
#define GPIO_STATUS_W1TC 0x60000324u
#define GPIO_PIN(n) (0x60000328u + 4 * (n))
#define IOMUX_CONF 0x60000800u
/* RTC */
#define RTC_CTRL 0x60000700u
#define RTC_ALARM 0x60000704u
#define RTC_SLEEP 0x60000708u
#define RTC_CAUSE 0x60000714u
#define RTC_WAKE 0x60000718u
#define RTC_COUNTER 0x6000071cu

static inline void set_bits(u32 address, u32 bits) { REG(address) = REG(address) | bits; }
static inline void clear_bits(u32 address, u32 bits) { REG(address) = REG(address) & ~bits; }

/* The flash chip as the SPI functions see it (spi_flash.h of the SDK). */
struct flash_chip {
	u32 device_id;
	u32 chip_size;
	u32 block_size;
	u32 sector_size;
	u32 page_size;
	u32 status_mask;
};
extern struct flash_chip *flashchip;

/* UART state (uart.h of the SDK). */
struct rx_buffer {
	u32 size;
	u8 *start;
	u8 *write;
	u8 *read;
	u8 trigger;
	u32 state;
};
struct tx_buffer {
	u32 size;
	u8 *start;
};
struct uart_device {
	u32 baud;
	u32 data_bits;
	u32 exist_parity;
	u32 parity;
	u32 stop_bits;
	u32 flow_control;
	struct rx_buffer rx;
	struct tx_buffer tx;
	u32 rx_state;
	u32 received;
	u32 buffer_uart;
};
extern struct uart_device UartDev;
extern u8 uart_rx_space[256];
extern u8 uart_tx_space[100];

/* At the places where the SDK and the tools expect them; reset.c fills them in. */
extern u32 ticks_per_us;
extern u32 wdt_mode;
extern u32 wdt_interval;
extern u32 wdt_timeout;
extern u32 saved_ps;
extern void (*user_start)(void);
extern u64 rand_state;

typedef void (*put_char)(char);
extern put_char putc1;
extern put_char putc2;

/* The frame an exception or interrupt is saved in (xtruntime-frames.h of the Xtensa HAL, call0 ABI). */
struct user_frame {
	u32 pc;
	u32 ps;
	u32 sar;
	u32 vpri;
	u32 a0;
	u32 a2_15[14];
	u32 exccause;
};

typedef void (*handler)(void *);

/* memory and strings */
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int value, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void bzero(void *to, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t n);
char *strstr(const char *text, const char *part);

/* console */
void ets_write_char(char c);
int ets_vprintf(put_char put, const char *format, va_list args);
int ets_printf(const char *format, ...);
void ets_install_putc1(put_char put);
void ets_install_uart_printf(void);
void ets_putc(char c);
char ets_getc(char *c);
int uart_tx_one_char(u8 c);
int uart_rx_one_char(u8 *c);
char uart_rx_one_char_block(void);
void uart_div_modify(int uart, u32 divisor);
void Uart_Init(int uart);
void uartAttach(void);
void uart_buff_switch(u8 uart);
int uart_rx_readbuff(struct rx_buffer *buffer, u8 *c);
void uart_rx_intr_handler(void *buffer);
int uart_baudrate_detect(int uart, int no_wait);

/* interrupts, tasks, time */
u32 _xtos_ints_on(u32 mask);
u32 _xtos_ints_off(u32 mask);
void *_xtos_set_exception_handler(u32 cause, void *handler);
handler _xtos_set_interrupt_handler_arg(u32 number, handler f, void *arg);
void ets_isr_attach(int number, handler f, void *arg);
void ets_isr_mask(u32 mask);
void ets_isr_unmask(u32 mask);
void ets_intr_lock(void);
void ets_intr_unlock(void);
void ets_delay_us(u32 us);
struct timer;
void ets_timer_setfn(struct timer *timer, void (*run)(void *), void *argument);
void ets_timer_arm(struct timer *timer, u32 ms, u8 repeat);
void ets_timer_disarm(struct timer *timer);
u32 xthal_get_ccount(void);
void rom_break(void) __attribute__((noreturn));
void rom_give_up(const char *source) __attribute__((noreturn));

/* flash */
int SPIRead(u32 address, u32 *to, u32 length);
int SPIWrite(u32 address, const u32 *from, u32 length);
int SPIEraseSector(u32 sector);
int SPIEraseBlock(u32 block);
int SPIEraseChip(void);
int SPIEraseArea(u32 address, u32 length);
int SPIUnlock(void);
int SPIReadModeCnfig(u32 mode);
int SPIParamCfg(u32 id, u32 chip, u32 block, u32 sector, u32 page, u32 mask);
int Wait_SPI_Idle(struct flash_chip *chip);
int SPI_read_status(struct flash_chip *chip, u32 *status);
int SPI_write_status(struct flash_chip *chip, u32 status);
int SPI_write_enable(struct flash_chip *chip);
int Enable_QMode(struct flash_chip *chip);
void SelectSpiFunction(void);
int spi_flash_attach(void);

u32 rtc_get_reset_reason(void);
void uart_download(u32 *entry);

#endif
