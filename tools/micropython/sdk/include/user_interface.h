/* System functions (reset, clocks, RTC, ADC, watchdog) and Wi-Fi, which reports that there is no network. */
#ifndef REPLAY_SDK_USER_INTERFACE_H
#define REPLAY_SDK_USER_INTERFACE_H

#include "ip_addr.h"
#include "os_type.h"
#include "queue.h"
#include "spi_flash.h"

/* Start. */
typedef void (*init_done_cb_t)(void);
void system_init_done_cb(init_done_cb_t callback);
void system_timer_reinit(void);
const char *system_get_sdk_version(void);

/* Reset. */
enum rst_reason {
	REASON_DEFAULT_RST = 0,
	REASON_WDT_RST = 1,
	REASON_EXCEPTION_RST = 2,
	REASON_SOFT_WDT_RST = 3,
	REASON_SOFT_RESTART = 4,
	REASON_DEEP_SLEEP_AWAKE = 5,
	REASON_EXT_SYS_RST = 6,
};

struct rst_info {
	uint32_t reason;
	uint32_t exccause;
	uint32_t epc1;
	uint32_t epc2;
	uint32_t epc3;
	uint32_t excvaddr;
	uint32_t depc;
};

struct rst_info *system_get_rst_info(void);
void system_restart(void);
void system_deep_sleep(uint64_t microseconds);
bool system_deep_sleep_set_option(uint8_t option);

/* Time and clocks. */
uint32_t system_get_time(void);
uint32_t system_get_rtc_time(void);
/* Period of the RTC's slow clock, microseconds with 12 fractional bits. */
uint32_t system_rtc_clock_cali_proc(void);
uint8_t system_get_cpu_freq(void);
bool system_update_cpu_freq(uint8_t megahertz);

/* RTC memory, addressed in words; what lies below word 64 is the system's. */
bool system_rtc_mem_read(uint8_t word, void *into, uint16_t length);
bool system_rtc_mem_write(uint8_t word, const void *from, uint16_t length);

/* Tasks. */
bool system_os_task(os_task_t task, uint8_t priority, os_event_t *queue, uint8_t length);
bool system_os_post(uint8_t priority, os_signal_t signal, os_param_t parameter);

/* The rest of the chip. */
void system_soft_wdt_feed(void);
uint32_t system_get_chip_id(void);
uint32_t system_get_free_heap_size(void);
void system_print_meminfo(void);
uint16_t system_adc_read(void);
uint16_t system_get_vdd33(void);
void system_uart_swap(void);
void system_uart_de_swap(void);
void system_phy_set_max_tpw(uint8_t quarter_dbm);

/* Wi-Fi: interfaces, modes, power saving. */
#define STATION_IF 0
#define SOFTAP_IF 1

#define NULL_MODE 0
#define STATION_MODE 1
#define SOFTAP_MODE 2
#define STATIONAP_MODE 3

enum sleep_type { NONE_SLEEP_T = 0, LIGHT_SLEEP_T, MODEM_SLEEP_T };
enum phy_mode { PHY_MODE_11B = 1, PHY_MODE_11G = 2, PHY_MODE_11N = 3 };

typedef enum {
	AUTH_OPEN = 0,
	AUTH_WEP,
	AUTH_WPA_PSK,
	AUTH_WPA2_PSK,
	AUTH_WPA_WPA2_PSK,
	AUTH_MAX,
} AUTH_MODE;

uint8_t wifi_get_opmode(void);
bool wifi_set_opmode(uint8_t mode);
enum sleep_type wifi_get_sleep_type(void);
bool wifi_set_sleep_type(enum sleep_type type);
enum phy_mode wifi_get_phy_mode(void);
bool wifi_set_phy_mode(enum phy_mode mode);
uint8_t wifi_get_channel(void);
bool wifi_set_channel(uint8_t channel);
bool wifi_get_macaddr(uint8_t interface, uint8_t *mac);
bool wifi_set_macaddr(uint8_t interface, uint8_t *mac);
bool wifi_get_ip_info(uint8_t interface, struct ip_info *info);
bool wifi_set_ip_info(uint8_t interface, struct ip_info *info);
void wifi_fpm_open(void);
void wifi_fpm_close(void);
void wifi_fpm_do_wakeup(void);
int8_t wifi_fpm_do_sleep(uint32_t microseconds);
void wifi_fpm_set_sleep_type(enum sleep_type type);

/* Wi-Fi: station. */
struct station_config {
	uint8_t ssid[32];
	uint8_t password[64];
	uint8_t bssid_set;
	uint8_t bssid[6];
};

struct scan_config {
	uint8_t *ssid;
	uint8_t *bssid;
	uint8_t channel;
	uint8_t show_hidden;
};

struct bss_info {
	STAILQ_ENTRY(bss_info) next;
	uint8_t bssid[6];
	uint8_t ssid[32];
	uint8_t ssid_len;
	uint8_t channel;
	int8_t rssi;
	AUTH_MODE authmode;
	uint8_t is_hidden;
};

typedef void (*scan_done_cb_t)(void *result, STATUS status);

enum {
	STATION_IDLE = 0,
	STATION_CONNECTING,
	STATION_WRONG_PASSWORD,
	STATION_NO_AP_FOUND,
	STATION_CONNECT_FAIL,
	STATION_GOT_IP,
};

enum dhcp_status { DHCP_STOPPED, DHCP_STARTED };

bool wifi_station_get_config(struct station_config *config);
bool wifi_station_set_config(struct station_config *config);
bool wifi_station_connect(void);
bool wifi_station_disconnect(void);
uint8_t wifi_station_get_connect_status(void);
int8_t wifi_station_get_rssi(void);
bool wifi_station_scan(struct scan_config *config, scan_done_cb_t callback);
bool wifi_station_set_hostname(char *name);
bool wifi_station_dhcpc_start(void);
bool wifi_station_dhcpc_stop(void);
enum dhcp_status wifi_station_dhcpc_status(void);

/* Wi-Fi: access point. */
struct softap_config {
	uint8_t ssid[32];
	uint8_t password[64];
	uint8_t ssid_len;
	uint8_t channel;
	AUTH_MODE authmode;
	uint8_t ssid_hidden;
	uint8_t max_connection;
	uint16_t beacon_interval;
};

struct station_info {
	STAILQ_ENTRY(station_info) next;
	uint8_t bssid[6];
	ip_addr_t ip;
};

bool wifi_softap_get_config(struct softap_config *config);
bool wifi_softap_set_config(struct softap_config *config);
struct station_info *wifi_softap_get_station_info(void);
void wifi_softap_free_station_info(void);
uint8_t wifi_softap_get_station_num(void);
bool wifi_softap_dhcps_start(void);
bool wifi_softap_dhcps_stop(void);
enum dhcp_status wifi_softap_dhcps_status(void);

#endif
