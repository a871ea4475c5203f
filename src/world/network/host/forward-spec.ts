/** How a forwarded port is written: "tcp:8266:8266". */
import { isIP } from "node:net";
import { formatIpv4, type Ipv4Address, parseIpv4 } from "../addresses.js";
import { NetworkError } from "../errors.js";

export interface ForwardSpec {
	readonly protocol: "tcp" | "udp";
	/** Where the host listens. */
	readonly bind: string;
	/** 0 takes any free one. */
	readonly hostPort: number;
	/** Where it goes; the address that DHCP gave last, when absent. */
	readonly guestAddress?: Ipv4Address | undefined;
	readonly guestPort: number;
}

const LOOPBACK = "127.0.0.1";

/** Reads PROTOCOL:[BIND:]HOSTPORT:[GUEST:]GUESTPORT; an IPv6 address stands in brackets. Throws NetworkError. */
export function parseForward(text: string): ForwardSpec {
	const fields = text.match(/\[[^\]]*\]|[^:[\]]+/g) ?? [];
	const [protocol, ...rest] = fields;
	const joined = fields.join(":") === text;
	const bind = rest.length > 2 && !isPort(rest[0]) ? unbracket(rest.shift()!) : LOOPBACK;
	const hostPort = rest.shift() ?? "";
	const guest = rest.length === 2 ? parseIpv4(rest.shift()!) : null;
	const guestPort = rest.shift() ?? "";
	const ports = isPort(hostPort) && isPort(guestPort) && Number(guestPort) > 0;
	if (!joined || rest.length > 0 || !ports || guest === undefined || isIP(bind) === 0) throw wrong(text);
	if (protocol !== "tcp" && protocol !== "udp") throw wrong(text);
	const where = guest === null ? {} : { guestAddress: guest };
	return { protocol, bind, hostPort: Number(hostPort), ...where, guestPort: Number(guestPort) };
}

export function formatForward({ protocol, bind, hostPort, guestAddress, guestPort }: ForwardSpec): string {
	const host = bind.includes(":") ? `[${bind}]` : bind;
	const guest = guestAddress === undefined ? "" : `${formatIpv4(guestAddress)}:`;
	return `${protocol}:${host}:${hostPort}:${guest}${guestPort}`;
}

function isPort(text: string): boolean {
	return /^\d{1,5}$/.test(text) && Number(text) <= 65535;
}

function unbracket(text: string): string {
	return text.replace(/^\[(.*)\]$/, "$1");
}

function wrong(text: string): NetworkError {
	return new NetworkError(
		`cannot forward ${JSON.stringify(text)}: write tcp:HOSTPORT:GUESTPORT or udp:HOSTPORT:GUESTPORT; ` +
			"an address to listen at may stand before HOSTPORT, the guest's address before GUESTPORT",
	);
}
