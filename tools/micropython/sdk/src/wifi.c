/*
 * Wi-Fi without a radio: settings are taken and told, nothing is ever sent. A station that connects finds no access
 * point, a scan fails, an access point has no stations.
 */
#include <string.h>

#include "osapi.h"
#include "sdk.h"

#define EFUSE0 (PERIPHS_DPORT_BASEADDR + 0x50)
#define EFUSE1 (PERIPHS_DPORT_BASEADDR + 0x54)
#define EFUSE3 (PERIPHS_DPORT_BASEADDR + 0x5c)
#define LOCALLY_ADMINISTERED 2
/* How long a scan or a connection attempt looks busy, ms. */
#define SEARCH_MS 100

static uint8_t opmode = NULL_MODE;
static enum sleep_type sleep_type = MODEM_SLEEP_T;
static enum phy_mode phy_mode = PHY_MODE_11N;
static uint8_t channel = 1;
static struct station_config station;
static struct softap_config softap = {.channel = 1, .max_connection = 4, .beacon_interval = 100};
static struct ip_info addresses[2];
static uint8_t macs[2][6];
static bool mac_is_set[2];
static uint8_t connect_status = STATION_IDLE;
static bool dhcp_client = true, dhcp_server = true;
static os_timer_t connect_timer, scan_timer;
static scan_done_cb_t scan_done;

uint8_t ICACHE_FLASH_ATTR wifi_get_opmode(void) {
	return opmode;
}

bool ICACHE_FLASH_ATTR wifi_set_opmode(uint8_t mode) {
	if (mode > STATIONAP_MODE) return false;
	opmode = mode;
	if (!(mode & STATION_MODE)) wifi_station_disconnect();
	return true;
}

enum sleep_type ICACHE_FLASH_ATTR wifi_get_sleep_type(void) {
	return sleep_type;
}

bool ICACHE_FLASH_ATTR wifi_set_sleep_type(enum sleep_type type) {
	if (type > MODEM_SLEEP_T) return false;
	sleep_type = type;
	return true;
}

enum phy_mode ICACHE_FLASH_ATTR wifi_get_phy_mode(void) {
	return phy_mode;
}

bool ICACHE_FLASH_ATTR wifi_set_phy_mode(enum phy_mode mode) {
	if (mode < PHY_MODE_11B || mode > PHY_MODE_11N) return false;
	phy_mode = mode;
	return true;
}

uint8_t ICACHE_FLASH_ATTR wifi_get_channel(void) {
	return channel;
}

bool ICACHE_FLASH_ATTR wifi_set_channel(uint8_t wanted) {
	if (wanted < 1 || wanted > 14) return false;
	channel = wanted;
	return true;
}

/* The address burnt into the chip; the access point's differs from the station's in one bit. */
static void ICACHE_FLASH_ATTR burnt_in_mac(uint8_t interface, uint8_t *mac) {
	uint32_t maker = READ_PERI_REG(EFUSE3), middle = READ_PERI_REG(EFUSE1);
	mac[0] = maker >> 16;
	mac[1] = maker >> 8;
	mac[2] = maker;
	mac[3] = middle >> 8;
	mac[4] = middle;
	mac[5] = READ_PERI_REG(EFUSE0) >> 24;
	if (interface == SOFTAP_IF) mac[0] |= LOCALLY_ADMINISTERED;
}

bool ICACHE_FLASH_ATTR wifi_get_macaddr(uint8_t interface, uint8_t *mac) {
	if (interface > SOFTAP_IF) return false;
	if (mac_is_set[interface]) {
		memcpy(mac, macs[interface], 6);
	} else {
		burnt_in_mac(interface, mac);
	}
	return true;
}

bool ICACHE_FLASH_ATTR wifi_set_macaddr(uint8_t interface, uint8_t *mac) {
	if (interface > SOFTAP_IF) return false;
	memcpy(macs[interface], mac, 6);
	mac_is_set[interface] = true;
	return true;
}

bool ICACHE_FLASH_ATTR wifi_get_ip_info(uint8_t interface, struct ip_info *info) {
	if (interface > SOFTAP_IF) return false;
	*info = addresses[interface];
	return true;
}

bool ICACHE_FLASH_ATTR wifi_set_ip_info(uint8_t interface, struct ip_info *info) {
	if (interface > SOFTAP_IF) return false;
	addresses[interface] = *info;
	return true;
}

/* Forced sleep of a radio that is not there. */
void ICACHE_FLASH_ATTR wifi_fpm_open(void) {
}

void ICACHE_FLASH_ATTR wifi_fpm_close(void) {
}

void ICACHE_FLASH_ATTR wifi_fpm_do_wakeup(void) {
}

int8_t ICACHE_FLASH_ATTR wifi_fpm_do_sleep(uint32_t microseconds) {
	(void)microseconds;
	return 0;
}

void ICACHE_FLASH_ATTR wifi_fpm_set_sleep_type(enum sleep_type type) {
	wifi_set_sleep_type(type);
}

bool ICACHE_FLASH_ATTR wifi_station_get_config(struct station_config *config) {
	*config = station;
	return true;
}

bool ICACHE_FLASH_ATTR wifi_station_set_config(struct station_config *config) {
	station = *config;
	return true;
}

static void ICACHE_FLASH_ATTR nothing_found(void *arg) {
	(void)arg;
	connect_status = STATION_NO_AP_FOUND;
}

bool ICACHE_FLASH_ATTR wifi_station_connect(void) {
	if (!(opmode & STATION_MODE)) return false;
	connect_status = STATION_CONNECTING;
	os_timer_disarm(&connect_timer);
	os_timer_setfn(&connect_timer, nothing_found, NULL);
	os_timer_arm(&connect_timer, SEARCH_MS, false);
	return true;
}

bool ICACHE_FLASH_ATTR wifi_station_disconnect(void) {
	os_timer_disarm(&connect_timer);
	connect_status = STATION_IDLE;
	return true;
}

uint8_t ICACHE_FLASH_ATTR wifi_station_get_connect_status(void) {
	return connect_status;
}

/* What the vendor's function tells without a connection. */
int8_t ICACHE_FLASH_ATTR wifi_station_get_rssi(void) {
	return 31;
}

static void ICACHE_FLASH_ATTR scan_failed(void *arg) {
	(void)arg;
	if (scan_done) scan_done(NULL, FAIL);
}

/* The caller waits for the function to be called, so it is called later, from the event loop. */
bool ICACHE_FLASH_ATTR wifi_station_scan(struct scan_config *config, scan_done_cb_t callback) {
	(void)config;
	scan_done = callback;
	os_timer_disarm(&scan_timer);
	os_timer_setfn(&scan_timer, scan_failed, NULL);
	os_timer_arm(&scan_timer, SEARCH_MS, false);
	return true;
}

bool ICACHE_FLASH_ATTR wifi_station_set_hostname(char *name) {
	(void)name;
	return true;
}

bool ICACHE_FLASH_ATTR wifi_station_dhcpc_start(void) {
	dhcp_client = true;
	return true;
}

bool ICACHE_FLASH_ATTR wifi_station_dhcpc_stop(void) {
	dhcp_client = false;
	return true;
}

enum dhcp_status ICACHE_FLASH_ATTR wifi_station_dhcpc_status(void) {
	return dhcp_client ? DHCP_STARTED : DHCP_STOPPED;
}

bool ICACHE_FLASH_ATTR wifi_softap_get_config(struct softap_config *config) {
	*config = softap;
	return true;
}

bool ICACHE_FLASH_ATTR wifi_softap_set_config(struct softap_config *config) {
	softap = *config;
	return true;
}

struct station_info *ICACHE_FLASH_ATTR wifi_softap_get_station_info(void) {
	return NULL;
}

void ICACHE_FLASH_ATTR wifi_softap_free_station_info(void) {
}

uint8_t ICACHE_FLASH_ATTR wifi_softap_get_station_num(void) {
	return 0;
}

bool ICACHE_FLASH_ATTR wifi_softap_dhcps_start(void) {
	dhcp_server = true;
	return true;
}

bool ICACHE_FLASH_ATTR wifi_softap_dhcps_stop(void) {
	dhcp_server = false;
	return true;
}

enum dhcp_status ICACHE_FLASH_ATTR wifi_softap_dhcps_status(void) {
	return dhcp_server ? DHCP_STARTED : DHCP_STOPPED;
}
