"""A proxy on loopback that adds a round-trip time to a TCP connection: half of it on the way there, half back."""

from __future__ import annotations

import asyncio
import contextlib
import sys


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            due, data = await waiting.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            if not data:
                break
            writer.write(data)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.write_eof()

    delivering = asyncio.create_task(deliver())
    while True:
        with contextlib.suppress(ConnectionError):
            data = await reader.read(65536)
        await waiting.put((loop.time() + seconds, data))
        if not data:
            break
    with contextlib.suppress(ConnectionError):
        await delivering


async def serve(ports: list[int], seconds: float) -> None:
    """Serve each of these loopback ports from a new one, delayed, until stdin ends; print the new ports."""

    def proxy(port: int):
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_pump(reader, far_writer, seconds / 2), _pump(far_reader, writer, seconds / 2))
            writer.close()
            far_writer.close()

        return connected

    servers = [await asyncio.start_server(proxy(port), "127.0.0.1", 0) for port in ports]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve([int(port) for port in sys.argv[2:]], float(sys.argv[1])))
