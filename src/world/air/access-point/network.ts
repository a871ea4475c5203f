/** A network as its access point's options describe it, checked. */
import { TICKS_PER_MS, TICKS_PER_US } from "../../../chip/time.js";
import {
	checkAddress,
	checkChannel,
	checkNumber,
	checkPassphrase,
	checkRssi,
	checkSsid,
} from "../check-options.js";
import type { MacAddress } from "../dot11/address.js";
import type { Rate } from "../dot11/network-elements.js";
import type { Cipher } from "../dot11/protection.js";
import { CIPHER_SUITE, PSK_SUITE, type SecurityElement } from "../dot11/security-elements.js";
import { DEFAULT_RSSI } from "../node.js";
import { type AccessPointOptions, AirOptionError, type Security } from "../options.js";
import { networkRates, slowestCode } from "../rates.js";
import { masterKey } from "../wpa/keys.js";

/** What a protected network has. */
export interface NetworkSecurity {
	readonly pmk: Uint8Array;
	/** Its RSN and WPA elements. */
	readonly elements: readonly SecurityElement[];
	readonly group: Cipher;
}

export interface Network {
	readonly name: string;
	readonly ssid: Uint8Array;
	readonly bssid: MacAddress;
	readonly channel: number;
	/** dBm. */
	readonly rssi: number;
	readonly hidden: boolean;
	readonly mode: "b" | "g" | "bg";
	readonly rates: readonly Rate[];
	/** Rate code of beacons, management and group frames. */
	readonly slowest: number;
	/** Undefined when it is open. */
	readonly security: NetworkSecurity | undefined;
	/** Units of 1024 us. */
	readonly beaconInterval: number;
	readonly beaconTicks: number;
	readonly dtimPeriod: number;
	readonly inactivityTicks: number;
	/** Undefined for never. */
	readonly groupRekeyTicks: number | undefined;
	readonly refuseWrongKey: boolean;
}

const TIME_UNIT_US = 1024;
const DEFAULT_INACTIVITY_MS = 300_000;
const MAX_MS = 0x7fffffff;

/** Throws AirOptionError. */
export function networkOf(options: AccessPointOptions): Network {
	const { name = options.ssid, mode = "bg", security = "open", passphrase } = options;
	const ssid = checkSsid(options.ssid);
	const rates = networkRates(mode);
	const interval = checkNumber(options.beaconInterval ?? 100, "beaconInterval", 20, 1000);
	const inactivity = checkNumber(options.inactivityMs ?? DEFAULT_INACTIVITY_MS, "inactivityMs", 1, MAX_MS);
	const rekey = options.groupRekeyMs;
	return {
		name,
		ssid,
		bssid: checkAddress(options.bssid, "bssid"),
		channel: checkChannel(options.channel),
		rssi: checkRssi(options.rssi ?? DEFAULT_RSSI),
		hidden: options.hidden ?? false,
		mode,
		rates,
		slowest: slowestCode(rates),
		security: securityOf(security, passphrase, ssid),
		beaconInterval: interval,
		beaconTicks: interval * TIME_UNIT_US * TICKS_PER_US,
		dtimPeriod: checkNumber(options.dtimPeriod ?? 2, "dtimPeriod", 1, 255),
		inactivityTicks: inactivity * TICKS_PER_MS,
		groupRekeyTicks:
			rekey === undefined ? undefined : checkNumber(rekey, "groupRekeyMs", 1, MAX_MS) * TICKS_PER_MS,
		refuseWrongKey: options.wrongKey === "deauthenticate",
	};
}

function securityOf(
	security: Security,
	passphrase: string | undefined,
	ssid: Uint8Array,
): NetworkSecurity | undefined {
	if (security === "open") {
		if (passphrase !== undefined) throw new AirOptionError("an open network has no passphrase");
		return undefined;
	}
	if (passphrase === undefined) throw new AirOptionError(`a network with ${security} needs a passphrase`);
	checkPassphrase(passphrase);
	const group = security === "wpa2" ? "ccmp" : "tkip";
	const wpa = element("wpa", group, "tkip");
	const rsn = element("rsn", group, "ccmp");
	const elements = { wpa: [wpa], wpa2: [rsn], "wpa-wpa2": [rsn, wpa] }[security];
	return { pmk: masterKey(passphrase, ssid), elements, group };
}

function element(kind: SecurityElement["kind"], group: Cipher, pairwise: Cipher): SecurityElement {
	return {
		kind,
		group: CIPHER_SUITE[group],
		pairwise: [CIPHER_SUITE[pairwise]],
		keyManagement: [PSK_SUITE],
		...(kind === "rsn" ? { capabilities: 0 } : {}),
	};
}
