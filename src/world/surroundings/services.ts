/** Model servers' services from what is said of them. */
import { tcpDiscard, tcpEcho, udpDiscard, udpEcho } from "../network/servers/echo.js";
import { tcpFlood, udpFlood } from "../network/servers/flood.js";
import { generatedBytes } from "../network/servers/generated.js";
import { type HttpAnswer, httpServer } from "../network/servers/http.js";
import { MqttBroker } from "../network/servers/mqtt.js";
import { ntpServer } from "../network/servers/ntp.js";
import type { TcpService, UdpService } from "../network/service.js";
import type { PageSpec, ServerSpec, ServiceSpec } from "./spec.js";

interface Services {
	readonly tcp: Record<number, TcpService>;
	readonly udp: Record<number, UdpService>;
}

/** What a server does, by port. */
export function servicesOf({ services }: ServerSpec): Services {
	const found: Services = { tcp: {}, udp: {} };
	for (const { port, service } of services) add(found, port, service);
	return found;
}

function add({ tcp, udp }: Services, port: number, service: ServiceSpec): void {
	switch (service.kind) {
		case "http":
			tcp[port] = httpServer(
				Object.fromEntries(Object.entries(service.pages).map(([path, page]) => [path, answerOf(page)])),
			);
			break;
		case "echo":
			tcp[port] = tcpEcho();
			udp[port] = udpEcho();
			break;
		case "discard":
			tcp[port] = tcpDiscard();
			udp[port] = udpDiscard();
			break;
		case "mqtt":
			tcp[port] = new MqttBroker().service;
			break;
		case "ntp":
			udp[port] = ntpServer(service.time);
			break;
		case "flood":
			tcp[port] = tcpFlood(service.total === undefined ? {} : { total: service.total });
			break;
		case "udp-flood":
			udp[port] = udpFlood(service);
			break;
	}
}

function answerOf({ body, ...rest }: PageSpec): HttpAnswer {
	return { ...rest, body: typeof body === "string" ? body : generatedBytes(body.bytes) };
}
