/** How a serial line for other programs is written on the command line. */
import { SerialError } from "./errors.js";

export type SerialSpec =
	| { readonly kind: "pty" }
	| {
			readonly kind: "tcp" | "rfc2217";
			/** Address to listen at. */
			readonly bind: string;
			/** 0 takes any free one. */
			readonly port: number;
	  };

const LOOPBACK = "127.0.0.1";

/** Reads `pty`, `tcp:[BIND:]PORT` or `rfc2217:[BIND:]PORT`; an IPv6 address stands in brackets. Throws SerialError. */
export function parseSerial(text: string): SerialSpec {
	if (text === "pty") return { kind: "pty" };
	const [, kind, bind = LOOPBACK, digits] =
		/^(tcp|rfc2217):(?:(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]|localhost):)?(\d{1,5})$/i.exec(text) ?? [];
	const port = Number(digits);
	if (!(port <= 65535)) {
		throw new SerialError(
			`--serial ${text}: must be pty, tcp:PORT or rfc2217:PORT, such as rfc2217:4000; ` +
				"an address to listen at may stand before the port (only this machine can connect otherwise)",
		);
	}
	return { kind: kind.toLowerCase() as "tcp" | "rfc2217", bind: bind.replace(/^\[(.*)\]$/, "$1"), port };
}
