/** The network's public face. */
export { type Endpoint, formatIpv4, parseIpv4 } from "./addresses.js";
export { type HttpFetch, type HttpResult, httpFetch } from "./clients/http-client.js";
export { tcpScript, type UdpClient, udpClient } from "./clients/raw-client.js";
export { NetworkError } from "./errors.js";
export type { Forward } from "./host/forward.js";
export type { IpHost } from "./ip/ip-host.js";
export {
	type AddedHost,
	type HostOptions,
	Network,
	type NetworkMode,
	type NetworkOptions,
	type ServerOptions,
} from "./network.js";
export { tcpDiscard, tcpEcho, udpDiscard, udpEcho } from "./servers/echo.js";
export { tcpFlood, udpFlood } from "./servers/flood.js";
export { generatedBytes } from "./servers/generated.js";
export { type HttpAnswer, type HttpSite, httpServer, redirect } from "./servers/http.js";
export { MqttBroker, type Published } from "./servers/mqtt.js";
export { ntpServer } from "./servers/ntp.js";
export { type ScriptResult, type ScriptStep, scriptServer } from "./servers/script.js";
export type { ServiceContext, TcpService, UdpService } from "./service.js";
export type { CloseReason, StreamHandlers, TcpStream } from "./tcp/stream.js";
