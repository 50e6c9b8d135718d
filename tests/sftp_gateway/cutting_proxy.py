"""A bad line on loopback: carries bytes between client and server, and cuts, stalls or slows as told."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self


class BadLine:
    """A proxy in front of a server. Bytes are counted from the server to the client unless said otherwise.

    `cut_after`: hang up after so many bytes. `stall_after`: carry nothing any more, and say nothing.
    `stall_up_after`: the same for bytes from client to server. `stall_when`: carry nothing more down from the
    moment this is true. `pause`: seconds between pieces of 1 KiB. `at`: (bytes, action): call the action once
    when so many bytes have passed.
    """

    def __init__(
        self,
        port: int,
        *,
        cut_after: int | None = None,
        stall_after: int | None = None,
        stall_up_after: int | None = None,
        stall_when: Callable[[], bool] | None = None,
        pause: float = 0.0,
        at: tuple[int, Callable[[], None]] | None = None,
    ) -> None:
        self.cut_after = cut_after
        self.stall_after = stall_after
        self.stall_up_after = stall_up_after
        self.stall_when = stall_when
        self.pause = pause
        self.connections = 0
        self._at = at
        self._server_port = port
        self._ended = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port: int = self._listener.getsockname()[1]
        self._begin(self._accept)

    def hang_up(self) -> None:
        """Cut every connection there is; later ones are carried."""
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self.hang_up()
        for thread in self._threads:
            thread.join(5)
        for each in (self._listener, *self._sockets):
            each.close()

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            with suppress(TimeoutError):
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
                self.connections += 1
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._sockets += [client, server]
                self._begin(self._carry_down, server, client)
                self._begin(self._carry_up, client, server)

    def _carry_down(self, server: socket.socket, client: socket.socket) -> None:
        passed = 0
        with suppress(OSError):
            while piece := server.recv(1024 if self.pause else 65536):
                if self.cut_after is not None and passed + len(piece) > self.cut_after:
                    client.sendall(piece[: self.cut_after - passed])
                    break
                if self.stall_after is not None and passed + len(piece) > self.stall_after:
                    client.sendall(piece[: max(0, self.stall_after - passed)])
                    self._ended.wait()
                    break
                if self.stall_when is not None and self.stall_when():
                    self._ended.wait()
                    break
                client.sendall(piece)
                passed += len(piece)
                if self._at is not None and passed >= self._at[0]:
                    action = self._at[1]
                    self._at = None
                    action()
                time.sleep(self.pause)
        self._part(server, client)

    def _carry_up(self, client: socket.socket, server: socket.socket) -> None:
        passed = 0
        with suppress(OSError):
            while piece := client.recv(65536):
                server.sendall(piece)
                passed += len(piece)
                if self.stall_up_after is not None and passed > self.stall_up_after:
                    self._ended.wait()
                    break
        self._part(server, client)

    def _part(self, *pair: socket.socket) -> None:
        for each in pair:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
