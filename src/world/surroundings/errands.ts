/** What the world does at the chip's ports when a scenario's step says so: fetches a page, sends datagrams. */
import type { Endpoint } from "../network/addresses.js";
import { httpFetch } from "../network/clients/http-client.js";
import { udpClient } from "../network/clients/raw-client.js";
import type { IpHost } from "../network/ip/ip-host.js";
import { sendMany } from "../network/servers/flood.js";
import type { DatagramRequest, Errand, FetchRequest } from "../scenario/controls.js";

/** What a message shows of an answer. */
const MAX_SHOWN = 200;

/** Ends an errand, with why it did not go well. */
export type Finish = (failure?: string) => void;

/** Begins something at the address that `find` gives, as soon as the host acts. */
export function beginErrand(
	host: IpHost,
	find: () => number | undefined,
	port: number,
	begin: (server: Endpoint, finish: Finish) => void,
): Errand {
	const errand: { over: boolean; failure?: string } = { over: false };
	const finish: Finish = (failure) => {
		errand.over = true;
		if (failure !== undefined) errand.failure = failure;
	};
	host.agenda.at(0, () => {
		const address = find();
		if (address === undefined) finish("found nobody: there is no address yet");
		else begin({ address, port }, finish);
	});
	return errand;
}

/** Fetches, and looks at the answer. */
export function fetchFrom(host: IpHost, request: FetchRequest): (server: Endpoint, finish: Finish) => void {
	const { method = "GET", path, body, expect } = request;
	return (server, finish) =>
		httpFetch(host, server, { method, path, ...(body === undefined ? {} : { body }) }, (response, reason) => {
			const text = response && new TextDecoder().decode(response.body);
			if (text === undefined) finish(`got no answer: the connection was ${reason}`);
			else if (!expect || expect.test(text)) finish();
			else finish(`got ${JSON.stringify(text.slice(0, MAX_SHOWN))}, not ${JSON.stringify(expect.text)}`);
		});
}

/** Sends them all, and takes no answer. */
export function sendDatagrams(
	host: IpHost,
	{ count, size, rate }: DatagramRequest,
): (server: Endpoint, finish: Finish) => void {
	return (server, finish) => {
		const client = udpClient(host, () => {});
		if (!client) return finish("found no free port");
		let left = count;
		sendMany(host, { count, size, rate }, (payload) => {
			client.send(server, payload);
			if (--left > 0) return;
			client.close();
			finish();
		});
	};
}
