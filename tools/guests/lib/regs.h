/*
 * Register addresses and bits of the ESP8266.
 * Names and addresses: ESP8266 Technical Reference (GPIO, UART, SPI, timer, watchdog chapters) and the public
 * headers of the vendor's SDK (eagle_soc.h, uart_register.h, spi_register.h, gpio_register.h, timer_register.h).
 * Where the vendor names nothing (DPORT cache control, RTC sleep, NMI routing), the name says what firmware does with it.
 */
#ifndef GUEST_REGS_H
#define GUEST_REGS_H

#define BIT(n) (1u << (n))
#define REG(address) (*(volatile uint32_t *)(address))

/* DPORT */
#define DPORT_NMI_ROUTE REG(0x3ff00000)
#define DPORT_EDGE_INT_ENABLE REG(0x3ff00004)
#define DPORT_SPI_CACHE REG(0x3ff0000c)
#define DPORT_CPU_CLOCK REG(0x3ff00014)
#define DPORT_INT2_STATUS REG(0x3ff00020)
#define DPORT_CACHE_BANKS REG(0x3ff00024)
#define EFUSE_DATA(n) REG(0x3ff00050 + 4 * (n))
#define UART_INT_STATUS REG(0x3ff20020)
#define RANDOM REG(0x3ff20e44)
#define SYSTEM_TIME_US REG(0x3ff20c00)

#define NMI_ENABLE BIT(0)
#define NMI_SOURCE(n) ((n) << 1)
#define NMI_SPI 2
#define NMI_GPIO 4
#define NMI_UART 5
#define NMI_WDT 6
#define NMI_FRC1 7
#define NMI_FRC2 8
#define EDGE_WDT BIT(0)
#define EDGE_FRC1 BIT(1)
#define EDGE_FRC2 BIT(2)
#define CACHE_FLUSH BIT(0)
#define CACHE_FLUSHED BIT(1)
#define CACHE_ENABLE BIT(8)
#define CACHE_ODD_MB BIT(25)
#define CACHE_PAIR(n) ((n) << 16)
#define CACHE_BANK0 BIT(3)
#define CACHE_BANKS (BIT(3) | BIT(4))

/* UART */
#define UART_FIFO(n) REG(0x60000000 + 0xf00 * (n))
#define UART_INT_RAW(n) REG(0x60000004 + 0xf00 * (n))
#define UART_INT_ST(n) REG(0x60000008 + 0xf00 * (n))
#define UART_INT_ENA(n) REG(0x6000000c + 0xf00 * (n))
#define UART_INT_CLR(n) REG(0x60000010 + 0xf00 * (n))
#define UART_CLKDIV(n) REG(0x60000014 + 0xf00 * (n))
#define UART_AUTOBAUD(n) REG(0x60000018 + 0xf00 * (n))
#define UART_STATUS(n) REG(0x6000001c + 0xf00 * (n))
#define UART_CONF0(n) REG(0x60000020 + 0xf00 * (n))
#define UART_CONF1(n) REG(0x60000024 + 0xf00 * (n))
#define UART_LOWPULSE(n) REG(0x60000028 + 0xf00 * (n))
#define UART_HIGHPULSE(n) REG(0x6000002c + 0xf00 * (n))
#define UART_PULSE_NUM(n) REG(0x60000030 + 0xf00 * (n))

#define UART_RXFIFO_FULL BIT(0)
#define UART_TXFIFO_EMPTY BIT(1)
#define UART_PARITY_ERR BIT(2)
#define UART_FRM_ERR BIT(3)
#define UART_RXFIFO_OVF BIT(4)
#define UART_DSR_CHG BIT(5)
#define UART_CTS_CHG BIT(6)
#define UART_BRK_DET BIT(7)
#define UART_RXFIFO_TOUT BIT(8)
#define UART_8N1 0x1c
#define UART_7E1 (BIT(1) | (2 << 2) | (1 << 4))
#define UART_8N2 ((3 << 2) | (3 << 4))
#define UART_TXD_BRK BIT(8)
#define UART_LOOPBACK BIT(14)
#define UART_RXFIFO_RST BIT(17)
#define UART_TXFIFO_RST BIT(18)
#define UART_RX_COUNT(n) (UART_STATUS(n) & 0xff)
#define UART_TX_COUNT(n) ((UART_STATUS(n) >> 16) & 0xff)
#define UART_RX_TOUT(units) (BIT(31) | ((uint32_t)(units) << 24))

/* SPI: unit 0 has the flash, unit 1 is HSPI; mind that HSPI comes first in memory. */
#define SPI_BASE(n) (0x60000200 - 0x100 * (n))
#define SPI_CMD(n) REG(SPI_BASE(n) + 0x00)
#define SPI_ADDR(n) REG(SPI_BASE(n) + 0x04)
#define SPI_CTRL(n) REG(SPI_BASE(n) + 0x08)
#define SPI_RD_STATUS(n) REG(SPI_BASE(n) + 0x10)
#define SPI_CLOCK(n) REG(SPI_BASE(n) + 0x18)
#define SPI_USER(n) REG(SPI_BASE(n) + 0x1c)
#define SPI_USER1(n) REG(SPI_BASE(n) + 0x20)
#define SPI_USER2(n) REG(SPI_BASE(n) + 0x24)
#define SPI_SLAVE(n) REG(SPI_BASE(n) + 0x30)
#define SPI_W(n, i) REG(SPI_BASE(n) + 0x40 + 4 * (i))

#define SPI_FLASH_READ BIT(31)
#define SPI_FLASH_WREN BIT(30)
#define SPI_FLASH_WRDI BIT(29)
#define SPI_FLASH_RDID BIT(28)
#define SPI_FLASH_RDSR BIT(27)
#define SPI_FLASH_WRSR BIT(26)
#define SPI_FLASH_PP BIT(25)
#define SPI_FLASH_SE BIT(24)
#define SPI_FLASH_BE BIT(23)
#define SPI_FLASH_CE BIT(22)
#define SPI_FLASH_DP BIT(21)
#define SPI_FLASH_RES BIT(20)
#define SPI_USR BIT(18)
#define SPI_CTRL_AHB BIT(17)
#define SPI_USR_COMMAND BIT(31)
#define SPI_USR_ADDR BIT(30)
#define SPI_USR_DUMMY BIT(29)
#define SPI_USR_MISO BIT(28)
#define SPI_USR_MOSI BIT(27)
#define SPI_DOUTDIN BIT(0)
#define SPI_TRANS_DONE BIT(4)
#define SPI_TRANS_INTEN BIT(9)
#define SPI_CLOCK_DIV(pre, n) ((((pre) - 1) << 18) | (((n) - 1) << 12) | ((((n) / 2) - 1) << 6) | ((n) - 1))

/* GPIO */
#define GPIO_OUT REG(0x60000300)
#define GPIO_OUT_W1TS REG(0x60000304)
#define GPIO_OUT_W1TC REG(0x60000308)
#define GPIO_ENABLE REG(0x6000030c)
#define GPIO_ENABLE_W1TS REG(0x60000310)
#define GPIO_ENABLE_W1TC REG(0x60000314)
#define GPIO_IN REG(0x60000318)
#define GPIO_STATUS REG(0x6000031c)
#define GPIO_STATUS_W1TS REG(0x60000320)
#define GPIO_STATUS_W1TC REG(0x60000324)
#define GPIO_PIN(n) REG(0x60000328 + 4 * (n))
#define GPIO_SIGMA_DELTA REG(0x60000368)
#define GPIO_SIGMA_DELTA_PRESCALE(n) ((n) << 8)
#define GPIO_PIN_SOURCE_SIGMA_DELTA BIT(0)
#define GPIO_SIGMA_DELTA_ENABLE BIT(16)
#define GPIO_PIN_OPEN_DRAIN BIT(2)
#define GPIO_PIN_INT(type) ((type) << 7)
#define GPIO_PIN_WAKEUP BIT(10)
#define GPIO_INT_RISING 1
#define GPIO_INT_FALLING 2
#define GPIO_INT_ANY 3
#define GPIO_INT_LOW 4
#define GPIO_INT_HIGH 5
#define RTC_CALIB_SYNC REG(0x6000036c)
#define RTC_CALIB_VALUE REG(0x60000370)

/* Timers */
#define FRC1_LOAD REG(0x60000600)
#define FRC1_COUNT REG(0x60000604)
#define FRC1_CTRL REG(0x60000608)
#define FRC1_INT REG(0x6000060c)
#define FRC2_LOAD REG(0x60000620)
#define FRC2_COUNT REG(0x60000624)
#define FRC2_CTRL REG(0x60000628)
#define FRC2_INT REG(0x6000062c)
#define FRC2_ALARM REG(0x60000630)
#define FRC_ENABLE BIT(7)
#define FRC_AUTOLOAD BIT(6)
#define FRC_DIV1 0
#define FRC_DIV16 (1 << 2)
#define FRC_DIV256 (2 << 2)
#define FRC_LEVEL BIT(0)
#define FRC_INT_STATUS BIT(8)

/* RTC */
#define RTC_CTRL REG(0x60000700)
#define RTC_ALARM REG(0x60000704)
#define RTC_SLEEP REG(0x60000708)
#define RTC_RESET_CAUSE REG(0x60000714)
#define RTC_WAKE REG(0x60000718)
#define RTC_COUNTER REG(0x6000071c)
#define RTC_WAKE_STATUS REG(0x60000728)
#define RTC_SCRATCH(n) REG(0x60000730 + 4 * (n))
#define RTC_SLEEP_POWER REG(0x60000740)
#define RTC_SLEEP_POWER2 REG(0x60000744)
#define RTC_GPIO_OUT REG(0x60000768)
#define RTC_GPIO_ENABLE REG(0x60000774)
#define RTC_GPIO_IN REG(0x6000078c)
#define RTC_PAD_XPD_DCDC REG(0x600007a0)
#define RTC_GPIO_CONF REG(0x60000790)
#define RTC_MEM(n) REG(0x60001000 + 4 * (n))
#define RTC_SOFTWARE_RESET BIT(31)
#define RTC_SLEEP_START BIT(20)
#define RTC_WAKE_TIMER BIT(3)
#define RTC_WAKE_GPIO BIT(2)
#define CAUSE_POWER_ON 1
#define CAUSE_EXT_RESET 2
#define CAUSE_SOFTWARE 3
#define CAUSE_WATCHDOG 4
#define CAUSE_DEEP_SLEEP 5

/* IOMUX; PIN_* are register addresses by pad name */
#define IOMUX_MTDI REG(0x60000804)
#define IOMUX_MTCK REG(0x60000808)
#define IOMUX_MTMS REG(0x6000080c)
#define IOMUX_MTDO REG(0x60000810)
#define IOMUX_U0RXD REG(0x60000814)
#define IOMUX_U0TXD REG(0x60000818)
#define IOMUX_GPIO0 REG(0x60000834)
#define IOMUX_GPIO2 REG(0x60000838)
#define IOMUX_GPIO4 REG(0x6000083c)
#define IOMUX_GPIO5 REG(0x60000840)
#define IOMUX_FUNC(n) ((((n) & 3) << 4) | (((n) & 4) << 6))
#define IOMUX_PULLUP BIT(7)

/* SLC, I2S's DMA; RX is what it reads from memory (slc_register.h) */
#define SLC_CONF0 REG(0x60000b00)
#define SLC_INT_RAW REG(0x60000b04)
#define SLC_INT_STATUS REG(0x60000b08)
#define SLC_INT_ENA REG(0x60000b0c)
#define SLC_INT_CLR REG(0x60000b10)
#define SLC_RX_LINK REG(0x60000b24)
#define SLC_TX_LINK REG(0x60000b28)
#define SLC_RX_EOF_DES_ADDR REG(0x60000b48)
#define SLC_TX_EOF_DES_ADDR REG(0x60000b4c)
#define SLC_RX_DSCR_CONF REG(0x60000b5c)
#define SLC_MODE(n) ((n) << 12)
#define SLC_RX_AUTO_WRBACK BIT(6)
#define SLC_RXLINK_RST BIT(1)
#define SLC_TXLINK_RST BIT(0)
#define SLC_RX_DSCR_ERR BIT(20)
#define SLC_RX_EOF BIT(17)
#define SLC_TX_EOF BIT(15)
#define SLC_LINK_RESTART BIT(30)
#define SLC_LINK_START BIT(29)
#define SLC_LINK_STOP BIT(28)
#define SLC_LINK_ADDRESS 0xfffffu
#define SLC_INFOR_NO_REPLACE BIT(17)
#define SLC_TOKEN_NO_REPLACE BIT(16)

/* I2S (i2s_register.h) */
#define I2S_TXFIFO REG(0x60000e00)
#define I2S_RXFIFO REG(0x60000e04)
#define I2S_CONF REG(0x60000e08)
#define I2S_INT_RAW REG(0x60000e0c)
#define I2S_INT_ENA REG(0x60000e14)
#define I2S_INT_CLR REG(0x60000e18)
#define I2S_FIFO_CONF REG(0x60000e20)
#define I2S_RXEOF_NUM REG(0x60000e24)
#define I2S_CONF_CHAN REG(0x60000e2c)
#define I2S_BCK_DIV(n) ((uint32_t)(n) << 22)
#define I2S_CLKM_DIV(n) ((uint32_t)(n) << 16)
#define I2S_TRANS_MSB_SHIFT BIT(10)
#define I2S_RX_START BIT(9)
#define I2S_TX_START BIT(8)
#define I2S_MSB_RIGHT BIT(7)
#define I2S_RIGHT_FIRST BIT(6)
#define I2S_RESET_MASK 0xfu
#define I2S_DSCR_EN BIT(12)
#define I2S_TX_REMPTY BIT(5)

/* Watchdog */
#define WDT_CTL REG(0x60000900)
#define WDT_OP REG(0x60000904)
#define WDT_OP_ND REG(0x60000908)
#define WDT_RST REG(0x60000914)
#define WDT_ENABLE BIT(0)
#define WDT_FEED 0x73

/* Analog I2C master of host n, and the SAR ADC behind it */
#define ANALOG_I2C(host) REG(0x60000d00 + 4 * (host))
#define ANALOG_I2C_WRITE BIT(24)
#define ANALOG_I2C_BUSY BIT(25)
#define SAR_CONTROL REG(0x60000d50)
#define SAR_START BIT(1)
#define SAR_BUSY (7u << 24)
#define SAR_SAMPLE(n) REG(0x60000d80 + 4 * (n))

/* Interrupt numbers of the core */
#define INT_SLC 1
#define INT_SPI 2
#define INT_GPIO 4
#define INT_UART 5
#define INT_CCOMPARE 6
#define INT_SOFTWARE 7
#define INT_WDT 8
#define INT_FRC1 9
#define INT_FRC2 10

#endif
