"""OpenLDAP's own server (Debian's slapd) on the loopback, with people and TLS of its own authority."""

import ipaddress
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SLAPD, SLAPADD = "/usr/sbin/slapd", "/usr/sbin/slapadd"
BASE, READER, SECRET = "ou=people,dc=yunling", "cn=reader,dc=yunling", "reader-secret"
_CONF = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
# A password without TLS is refused by the server itself.
security simple_bind=128
database mdb
suffix "dc=yunling"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=reader,dc=yunling" read by self read by anonymous auth
"""
_LDIF = """dn: dc=yunling
objectClass: dcObject
objectClass: organization
o: yunling
dc: yunling

dn: ou=people,dc=yunling
objectClass: organizationalUnit
ou: people

dn: cn=reader,dc=yunling
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: reader-secret
"""
_PERSON = """
dn: uid={uid},ou=people,dc=yunling
objectClass: inetOrgPerson
uid: {uid}
cn: {name}
sn: {name}
mail: {mail}
userPassword: {password}
"""


@dataclass(frozen=True)
class Directory:
    """Where it is, and the file of its authority."""

    port: int
    ca_file: str

    @property
    def uri(self) -> str:
        """As LDAP_URI."""
        return f"ldap://127.0.0.1:{self.port}"


def _certificates(folder: Path) -> None:
    def key() -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    ca_key, server_key, now = key(), key(), datetime.now(UTC)

    def certificate(subject: str, public: ec.EllipticCurvePublicKey, *, ca: bool) -> x509.Certificate:
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        return (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named("authority of the test"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([address]), critical=False)
            .sign(ca_key, hashes.SHA256())
        )

    pem = serialization.Encoding.PEM
    authority = certificate("authority of the test", ca_key.public_key(), ca=True)
    server = certificate("127.0.0.1", server_key.public_key(), ca=False)
    (folder / "ca.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(server.public_bytes(pem))
    (folder / "server.key").write_bytes(
        server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def directory(folder: Path, people: list[dict[str, str]]) -> Iterator[Directory]:
    """The server with these people (uid, name, mail, password), until the block ends."""
    _certificates(folder)
    shutil.rmtree(folder / "data", ignore_errors=True)
    (folder / "data").mkdir()
    conf, ldif = folder / "slapd.conf", folder / "people.ldif"
    conf.write_text(_CONF.format(folder=folder))
    ldif.write_text(_LDIF + "".join(_PERSON.format(**person) for person in people))
    subprocess.run([SLAPADD, "-f", str(conf), "-l", str(ldif)], check=True, timeout=60)
    port = _free_port()
    server = subprocess.Popen([SLAPD, "-f", str(conf), "-h", f"ldap://127.0.0.1:{port}", "-d", "0"])
    try:
        _wait_for(port, server)
        yield Directory(port, str(folder / "ca.pem"))
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "slapd has ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("slapd does not listen")
