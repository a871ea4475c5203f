/** The oldest test servers. Source: RFC 862 (echo), RFC 863 (discard). */
import type { TcpService, UdpService } from "../service.js";
import type { StreamHandlers, TcpStream } from "../tcp/stream.js";

/** Says back what it hears, no faster than it is taken. */
export function tcpEcho(): TcpService {
	return () => new Echo();
}

export function udpEcho(): UdpService {
	return (_context, _remote, payload, reply) => reply(payload);
}

/** Reads and forgets; ends when the other side does. */
export function tcpDiscard(): TcpService {
	return () => ({
		onReadable(stream) {
			stream.read();
			if (stream.ended) stream.end();
		},
	});
}

export function udpDiscard(): UdpService {
	return () => {};
}

class Echo implements StreamHandlers {
	onReadable(stream: TcpStream): void {
		this.#echo(stream);
	}

	onWritable(stream: TcpStream): void {
		this.#echo(stream);
	}

	#echo(stream: TcpStream): void {
		for (let room = stream.writable; room > 0 && stream.readable > 0; room = stream.writable) {
			stream.write(stream.read(room));
		}
		if (stream.ended) stream.end();
	}
}
