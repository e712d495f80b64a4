# SPDX-License-Identifier: GPL-3.0-or-later
"""What the peer tests share: processes with a line reader, Kamailio, baresip, SIPp,
ringback-cli, tone measurement in WAV files, and a TAP runner. Every wait has a limit and
waits for an event."""

import atexit
import hashlib
import json
import math
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CLI = os.environ.get("RINGBACK_CLI", "ringback-cli")
PASSWORDS = {"alice": "alice-secret", "bob": "bob-secret", "carol": "carol-secret"}
WORK = tempfile.mkdtemp(prefix="ringback-peers-")
atexit.register(shutil.rmtree, WORK, ignore_errors=True)


class Failure(AssertionError):
    pass


def check(condition, what):
    if not condition:
        raise Failure(what)


class Process:
    """A child whose output is read line by line; ended with the test."""

    live = []

    def __init__(self, name, command, **options):
        self.name = name
        self.lines = []
        self.changed = threading.Condition()
        self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True, errors="replace",
                                      start_new_session=True, **options)
        Process.live.append(self)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.child.stdout:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.lines.append(None)
            self.changed.notify_all()

    def wait_for(self, matches, limit=15, what=""):
        """First line for which matches(line) is true (its value is returned)."""
        end = time.monotonic() + limit
        at = 0
        with self.changed:
            while True:
                while at < len(self.lines):
                    line = self.lines[at]
                    at += 1
                    if line is None:
                        raise Failure(f"{self.name} ended before {what}:\n{self.log()}")
                    found = matches(line)
                    if found:
                        return found
                left = end - time.monotonic()
                if left <= 0:
                    raise Failure(f"{self.name}: no {what} within {limit} s:\n{self.log()}")
                self.changed.wait(left)

    def log(self):
        return "\n".join(line for line in self.lines[-60:] if line is not None)

    def wait(self, limit=30):
        try:
            status = self.child.wait(limit)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end within {limit} s:\n{self.log()}") from None
        self.reader.join(5)
        return status

    def end(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(5)
            except subprocess.TimeoutExpired:
                pass
        # Whatever the child itself started (Kamailio's workers) goes with it.
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait(5)

    @classmethod
    def end_all(cls):
        for process in reversed(cls.live):
            process.end()
        cls.live.clear()


atexit.register(Process.end_all)


def folder(name):
    path = tempfile.mkdtemp(prefix=name + "-", dir=WORK)
    return path


def make_certificates():
    """A CA and a server certificate for lab.test and 127.0.0.1, made once."""
    path = os.path.join(WORK, "tls")
    if os.path.isdir(path):
        return path
    os.mkdir(path)

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=path, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-keyout", "ca.key", "-out", "ca.crt",
            "-subj", "/CN=Ringback test CA", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr",
            "-subj", "/CN=lab.test")
    with open(os.path.join(path, "server.ext"), "w") as file:
        file.write("subjectAltName=DNS:lab.test,DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3",
            "-extfile", "server.ext", "-out", "server.crt")
    with open(os.path.join(path, "tls.cfg"), "w") as file:
        file.write(f"[server:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n"
                   f"private_key = {path}/server.key\ncertificate = {path}/server.crt\n"
                   f"[client:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n")
    return path


class Kamailio(Process):
    def __init__(self, *defines):
        path = folder("kamailio")
        with open(os.path.join(HERE, "kamailio.cfg")) as source, open(path + "/kamailio.cfg", "w") as target:
            target.write(source.read().replace("@DIR@", make_certificates()))
        arguments = [word for define in defines for word in ("-A", define)]
        super().__init__("kamailio", ["kamailio", "-f", path + "/kamailio.cfg", "-DD", "-E", "-M", "8", "-m", "64",
                                      "-w", path, "-Y", path, "-P", path + "/pid", *arguments])
        wait_for_tcp(5060)
        wait_for_tcp(5061)


def wait_for_tcp(port, limit=15, host="127.0.0.1"):
    end = time.monotonic() + limit
    while True:
        try:
            socket.create_connection((host, port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise Failure(f"nothing listens on TCP port {port}") from None
            threading.Event().wait(0.02)


class Baresip(Process):
    """A real user agent: its microphone is a sine, what it hears is kept as WAV (sndfile)."""

    def __init__(self, user, port, transport="udp", tone=440, codec="PCMU/8000/1", answer="manual", register=True,
                 calls=4, encryption=None, ice=False, rtcp_mux=False, host="127.0.0.1", inside=()):
        """inside: the command that runs it elsewhere, where its and the server's address is host."""
        self.path = folder("baresip-" + user)
        self.control_port = port + 1000
        proxy_port = 5061 if transport == "tls" else 5060
        with open(self.path + "/config", "w") as file:
            file.write("\n".join([
                f"sip_listen {host}:{port}", f"sip_cafile {make_certificates()}/ca.crt",
                f"call_max_calls {calls}", f"rtcp_mux {'yes' if rtcp_mux else 'no'}", "audio_player aubridge,nil", f"audio_source ausine,{tone}",
                "audio_alert aubridge,nil", "audio_level no", f"rtp_ports {port * 2}-{port * 2 + 40}",
                "jitter_buffer_delay 1-5", f"net_interface {host}", "module_path /usr/lib/baresip/modules",
                "ausrc_srate 48000", "ausrc_channels 2", "auplay_srate 48000", "auplay_channels 2",
                *(f"module {name}.so" for name in ("opus", "g711", "aubridge", "ausine", "sndfile", "srtp", "ice")),
                f"snd_path {self.path}", "module_tmp uuid.so", "module_tmp account.so",
                *(f"module_app {name}.so" for name in ("contact", "menu", "ctrl_tcp")),
                f"ctrl_tcp_listen {host}:{self.control_port}", "menu_bell no", "ringback_disabled yes", ""]))
        address = f"sip:{user}@lab.test" if register else f"sip:{user}@{host}:{port}"
        outbound = f';outbound="sip:{host}:{proxy_port};transport={transport}"' if register else ""
        with open(self.path + "/accounts", "w") as file:
            file.write(f"<{address};transport={transport}>;auth_user={user};auth_pass={PASSWORDS[user]}{outbound};"
                       f"regint={60 if register else 0};audio_codecs={codec};answermode={answer}"
                       + (f";mediaenc={encryption}" if encryption else "") + (";medianat=ice" if ice else "") + "\n")
        open(self.path + "/contacts", "w").close()
        super().__init__("baresip " + user, [*inside, "baresip", "-4", "-f", self.path])
        wait_for_tcp(self.control_port, host=host)
        self.events = []
        self.more = threading.Condition()
        self.control = socket.create_connection((host, self.control_port), 5)
        self.control.settimeout(None)
        threading.Thread(target=self._read_events, daemon=True).start()
        if register:
            self.wait_for(lambda line: "200 OK" in line, what="registration")

    def _read_events(self):
        data = b""
        while True:
            try:
                more = self.control.recv(65536)
            except OSError:
                return
            if not more:
                return
            data += more
            while b":" in data:
                length, _, rest = data.partition(b":")
                if len(rest) < int(length) + 1:
                    break
                message = json.loads(rest[:int(length)])
                data = rest[int(length) + 1:]
                with self.more:
                    self.events.append(message)
                    self.more.notify_all()

    def command(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters, "token": "t"}).encode()
        self.control.sendall(b"%d:%s," % (len(text), text))

    def wait_event(self, kind, limit=15, since=0):
        end = time.monotonic() + limit
        with self.more:
            while True:
                for event in self.events[since:]:
                    if event.get("event") and event["type"] == kind:
                        return event
                left = end - time.monotonic()
                if left <= 0:
                    raise Failure(f"{self.name}: no {kind} within {limit} s; "
                                  f"had {[e.get('type') for e in self.events]}\n{self.log()}")
                self.more.wait(left)

    def heard(self, hertz):
        """Share of the energy at hertz in the last second of what this agent heard."""
        names = sorted(name for name in os.listdir(self.path) if name.endswith("-dec.wav"))
        check(names, f"{self.name} recorded nothing")
        return tone_share(os.path.join(self.path, names[-1]), hertz)


def tone_share(path, hertz):
    """Goertzel share (0…1) of the energy at hertz over one second in the middle of a WAV."""
    with open(path, "rb") as file:
        data = file.read()
    at = data.index(b"fmt ")
    channels, rate = struct.unpack_from("<HI", data, at + 10)
    start = data.index(b"data", at) + 8
    samples = [value[0] for value in struct.iter_unpack("<h", data[start:start + (len(data) - start) // 2 * 2])]
    samples = samples[::channels]
    check(len(samples) >= rate, f"{path} holds only {len(samples) / rate:.2f} s")
    middle = len(samples) // 2
    samples = samples[max(0, middle - rate // 2):middle + rate // 2]
    coefficient = 2 * math.cos(2 * math.pi * hertz / rate)
    first = second = energy = 0.0
    for sample in samples:
        first, second = sample + coefficient * first - second, first
        energy += sample * sample
    if energy < 1:
        return 0.0
    return 2 * (first * first + second * second - coefficient * first * second) / (len(samples) * energy)


class Ringback(Process):
    """ringback-cli with --json; its events are parsed."""

    def __init__(self, verb, *arguments, user=None, transport="udp", proxy=True, password=None, domain="lab.test",
                 tls_server="localhost:5061"):
        environment = dict(os.environ)
        account = []
        if user:
            environment["TEST_PASSWORD"] = password or PASSWORDS[user]
            account = ["--user", user, "--domain", domain, "--password-env", "TEST_PASSWORD",
                       "--transport", transport]
            if proxy:
                server = tls_server if transport == "tls" else "127.0.0.1:5060"
                account += ["--proxy", f"sip:{server};transport={transport}"]
            if transport == "tls":
                account += ["--ca-file", make_certificates() + "/ca.crt"]
        super().__init__(f"ringback-cli {verb} {user or ''}", [CLI, verb, "--json", *account, *arguments],
                         env=environment)

    def event(self, kind, limit=20):
        def matches(line):
            if not line.startswith("{"):
                return None
            event = json.loads(line)
            return event if event.get("event") == kind else None
        return self.wait_for(matches, limit, f"event “{kind}”")

    def ended(self, limit=40):
        return self.event("ended", limit)


SDP = """v=0
    o=sipp 1 {version} IN IP4 [local_ip]
    s=-
    c=IN IP4 [local_ip]
    t=0 0
    m=audio [media_port] RTP/AVP 0 8 101
    a=rtpmap:0 PCMU/8000
    a=rtpmap:8 PCMA/8000
    a=rtpmap:101 telephone-event/8000
    a=fmtp:101 0-15
    a={direction}
"""


def respond(status, phrase, sdp=None, extra="", version=1, retransmit=False):
    """One <send> of a SIPp scenario: a response to the last request."""
    body = SDP.format(version=version, direction=sdp) if sdp else ""
    kind = "Content-Type: application/sdp\n    " if sdp else ""
    attribute = ' retrans="500"' if retransmit else ""
    return f"""  <send{attribute}><![CDATA[

    SIP/2.0 {status} {phrase}
    [last_Via:]
    [last_Record-Route:]
    [last_From:]
    [last_To:];tag=[call_number]u
    [last_Call-ID:]
    [last_CSeq:]
    Contact: <sip:[local_ip]:[local_port];transport=[transport]>
    Server: SIPp
    {extra}{kind}Content-Length: [len]

    {body}
  ]]></send>
"""


def request(method, cseq, sdp=None, version=1):
    """One <send> of a request inside the dialog that a recorded INVITE began."""
    body = SDP.format(version=version, direction=sdp) if sdp else ""
    kind = "Content-Type: application/sdp\n    " if sdp else ""
    attribute = "" if method == "ACK" else ' retrans="500"'
    return f"""  <send{attribute}><![CDATA[

    {method} [next_url] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    Max-Forwards: 70
    [routes]
    From:[$to];tag=[call_number]u
    To:[$from]
    Call-ID: [call_id]
    CSeq: {cseq} {method}
    Contact: <sip:[local_ip]:[local_port];transport=[transport]>
    {kind}Content-Length: [len]

    {body}
  ]]></send>
"""


def receive(what, optional=False):
    attribute = ' optional="true"' if optional else ""
    if isinstance(what, int):
        return f'  <recv response="{what}"{attribute}/>\n'
    if what == "INVITE":
        return ('  <recv request="INVITE" rrs="true"><action>'
                '<ereg regexp=".*" search_in="hdr" header="From:" check_it="true" assign_to="from"/>'
                '<ereg regexp=".*" search_in="hdr" header="To:" check_it="true" assign_to="to"/>'
                "</action></recv>\n")
    return f'  <recv request="{what}"{attribute}/>\n'


def pause(milliseconds):
    return f'  <pause milliseconds="{milliseconds}"/>\n'


class Sipp(Process):
    """SIPp as the called side on port 5080, playing a scenario made of the functions above."""

    def __init__(self, *steps, transport="u1", port=5080):
        self.path = folder("sipp")
        with open(self.path + "/scenario.xml", "w") as file:
            file.write('<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="test">\n' + "".join(steps)
                       + '  <Reference variables="from,to"/>\n</scenario>\n')
        super().__init__("sipp", ["sipp", "-sf", self.path + "/scenario.xml", "-i", "127.0.0.1", "-p", str(port),
                                  "-mi", "127.0.0.1", "-mp", str(port + 25000), "-t", transport, "-m", "1", "-nostdin",
                                  "-rtp_echo", "-trace_msg", "-message_file", self.path + "/messages.log",
                                  "-trace_err", "-error_file", self.path + "/errors.log"], cwd=self.path)
        self.port = port
        wait_for_udp(port)

    def messages(self):
        with open(self.path + "/messages.log", errors="replace") as file:
            return file.read()

    def succeed(self, limit=30):
        status = self.wait(limit)
        errors = ""
        if os.path.exists(self.path + "/errors.log"):
            with open(self.path + "/errors.log", errors="replace") as file:
                errors = file.read()
        check(status == 0, f"sipp ended with {status}:\n{errors}\n{self.messages()[-4000:]}")


def wait_for_udp(port, limit=15):
    end = time.monotonic() + limit
    wanted = f":{port:04X} "
    while True:
        with open("/proc/net/udp") as file:
            if any(wanted in line for line in file):
                return
        if time.monotonic() > end:
            raise Failure(f"nothing is bound to UDP port {port}")
        threading.Event().wait(0.02)


def digest_is_right(header, method, password):
    """Recomputes a digest response (RFC 7616 3.4.1) from the header a client sent."""
    value = dict(re.findall(r'(\w+)="?([^",]+)"?', header))
    algorithm = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}[value.get("algorithm", "MD5")]

    def digest(*parts):
        return algorithm(":".join(parts).encode()).hexdigest()

    first = digest(value["username"], value["realm"], password)
    second = digest(method, value["uri"])
    if "qop" in value:
        return value["response"] == digest(first, value["nonce"], value["nc"], value["cnonce"], value["qop"], second)
    return value["response"] == digest(first, value["nonce"], second)


def run(tests):
    """Runs test functions as TAP; the doc string's first line is the name shown."""
    wanted = sys.argv[1:]
    tests = [test for test in tests if not wanted or test.__name__ in wanted]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        started = time.monotonic()
        try:
            test()
            print(f"ok {number} {test.__name__} # {time.monotonic() - started:.1f} s", flush=True)
        except Exception as error:  # each test reports its own end, whatever it was
            failed += 1
            print(f"not ok {number} {test.__name__}", flush=True)
            # On stderr too: that is what the test runner shows of a failure.
            for line in f"{type(error).__name__}: {error}".splitlines():
                print("#", line, flush=True)
                print(line, file=sys.stderr, flush=True)
        finally:
            Process.end_all()
    sys.exit(1 if failed else 0)
