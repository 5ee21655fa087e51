package dev.tlsdiag.lab;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.wire.Bytes;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scenarios of what TLS 1.2 leaves to both sides' memory: renegotiation and resumption. */
final class SessionScenarios {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int HANDSHAKE = 22;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int ECDHE_ECDSA_AES128_GCM = 0xc02b;

  static final List<Scenario> ALL =
      List.of(
          PlannedScenario.withProxy(
              "legacy-renegotiation",
              "the server does not know secure renegotiation",
              Expectation.of("proxy-made-status").captured("legacy-renegotiation-refused"),
              SessionScenarios::legacyRenegotiation),
          PlannedScenario.withProxy(
              "resumed-session-lost-ems",
              "a session comes back without extended master secret",
              Expectation.of("proxy-made-status").captured("resumed-session-lost-ems"),
              SessionScenarios::lostMasterSecret),
          PlannedScenario.of(
              "certificate-by-renegotiation",
              "the server asks for a certificate after the request",
              "cilium",
              Expectation.of("upstream-asks-cert-by-renegotiation"),
              SessionScenarios::renegotiation),
          PlannedScenario.withProxy(
              "session-of-another-host",
              "the proxy resumes a session of another name",
              Expectation.of("proxy-made-status")
                  .captured("upstream-session-resumed-for-other-host"),
              SessionScenarios::otherHost));

  private SessionScenarios() {}

  private static void legacyRenegotiation(Lab lab) throws IOException {
    String host = lab.host("firewall.example.test");
    var credential = lab.authority().issue(host);
    Bytes flight =
        records(serverHello(Bytes.EMPTY), handshake(CERTIFICATE, certificates(credential)));
    scripted(
        lab,
        host,
        lab.with(credential),
        new Reaction.Send(flight),
        hello(host, Bytes.EMPTY, List.of(new Extension(ExtensionType.RENEGOTIATION_INFO, ZERO))),
        "TLS_error:|167772498:SSL routines::unsafe legacy renegotiation disabled:TLS_error_end");
  }

  private static void lostMasterSecret(Lab lab) throws IOException {
    String host = lab.host("cdn.example.test");
    Bytes session = random(32);
    ByteArrayOutputStream flight = new ByteArrayOutputStream();
    flight.writeBytes(records(serverHello(session)).toArray());
    flight.writeBytes(record(CHANGE_CIPHER_SPEC, new byte[] {1}));
    flight.writeBytes(record(HANDSHAKE, random(40).toArray()));
    scripted(
        lab,
        host,
        lab.good(host),
        new Reaction.Send(Bytes.wrap(flight.toByteArray())),
        hello(
            host,
            session,
            List.of(
                new Extension(ExtensionType.EXTENDED_MASTER_SECRET, Bytes.EMPTY),
                new Extension(ExtensionType.SESSION_TICKET, random(160)))),
        "TLS_error:|268435660:SSL routines:OPENSSL_internal:"
            + "RESUMED_EMS_SESSION_WITHOUT_EMS_EXTENSION:TLS_error_end");
  }

  private static void renegotiation(Lab lab) throws IOException {
    String host = lab.host("iis.example.test");
    TlsTerms terms =
        TlsTerms.http1(
            lab.authority().issue(host),
            ProtocolVersion.TLS_1_2,
            builder ->
                builder.sslProvider(SslProvider.JDK).trustManager(lab.authority().certificate()));
    Target web =
        lab.serve(
            LabServer.of(
                "web",
                HelloPolicy.always(new Reaction.Serve(terms)),
                seen -> new Renegotiation(new WebPage(WebPage.Look.TEXT, seen))),
            host,
            false,
            "negotiates anew when it has seen the request");
    lab.alsoTry(trials -> trials.curl(web, "in HTTP/1.1", true, List.of("--http1.1")));
  }

  /** Server and proxy know two names; the session tickets of one are good for the other. */
  private static void otherHost(Lab lab) throws IOException {
    String host = lab.host("second.example.test");
    String other = lab.host("first.example.test");
    var ticketKey =
        new OpenSslSessionTicketKey(
            random(16).toArray(), random(16).toArray(), random(16).toArray());
    Reaction mine = new Reaction.Serve(TlsTerms.sharing(lab.authority().issue(host), ticketKey));
    Reaction others = new Reaction.Serve(TlsTerms.sharing(lab.authority().issue(other), ticketKey));
    HelloPolicy policy =
        hello -> hello.serverName().filter(other::equals).isPresent() ? others : mine;
    Target web = lab.serve(LabServer.web("web", policy), host, false, "answers to both names");
    LabInterceptor proxy = lab.interceptor();
    proxy.intercept(host, TlsTerms.http1(lab.authority().issue(host)), web.address());
    proxy.mixSessions(host, other);
    lab.proxy(ForeignProxy.Kind.EXPLICIT, proxy.explicit(), List.of());
  }

  private static final Bytes ZERO = Bytes.ofHex("00");

  /** A proxy that sends this hello and is answered so; everybody else is served as usual. */
  private static void scripted(
      Lab lab, String host, Reaction usual, Reaction toProxy, Bytes hello, String words)
      throws IOException {
    HelloPolicy policy = each -> each.supportedVersions().isEmpty() ? toProxy : usual;
    Target web =
        lab.serve(LabServer.web("web", policy), host, false, "works but for the proxy's hello");
    LabInterceptor proxy = lab.interceptor();
    proxy.intercept(host, TlsTerms.http1(lab.authority().issue(host)), web.address());
    proxy.script(
        host,
        new LabInterceptor.Script(
            hello,
            AlertDescription.HANDSHAKE_FAILURE,
            new LabInterceptor.LocalAnswer(
                503,
                "envoy",
                "upstream connect error or disconnect/reset before headers. reset reason: remote"
                    + " connection failure, transport failure reason: "
                    + words)));
    lab.proxy(ForeignProxy.Kind.EXPLICIT, proxy.explicit(), List.of());
    lab.alsoTry(
        trials -> trials.openssl(web, "in TLS 1.3", true, List.of("-servername", host, "-tls1_3")));
  }

  /** As a proxy of TLS 1.2 sends it. */
  private static Bytes hello(String host, Bytes session, List<Extension> more) {
    List<Extension> extensions = new ArrayList<>();
    extensions.add(Extensions.serverName(host));
    extensions.add(Extensions.supportedGroups(List.of(NamedGroup.of(29), NamedGroup.of(23))));
    extensions.add(
        Extensions.signatureAlgorithms(
            List.of(SignatureScheme.of(0x0403), SignatureScheme.of(0x0804))));
    extensions.addAll(more);
    ClientHello hello =
        new ClientHello(
            0x0303,
            random(32),
            session,
            Optional.empty(),
            List.of(CipherSuite.of(ECDHE_ECDSA_AES128_GCM), CipherSuite.of(0xc02f)),
            ZERO,
            extensions,
            false);
    return HelloWriter.records(HelloWriter.message(hello), 0x0301, List.of()).get(0);
  }

  /** Without any extension. */
  private static byte[] serverHello(Bytes session) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {3, 3});
    body.writeBytes(random(32).toArray());
    body.write(session.length());
    body.writeBytes(session.toArray());
    body.write(ECDHE_ECDSA_AES128_GCM >> 8);
    body.write(ECDHE_ECDSA_AES128_GCM & 0xff);
    body.write(0);
    return handshake(SERVER_HELLO, body.toByteArray());
  }

  private static byte[] certificates(dev.tlsdiag.x509.Credential credential) throws IOException {
    try {
      byte[] leaf = credential.certificate().getEncoded();
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      length24(body, leaf.length + 3);
      length24(body, leaf.length);
      body.writeBytes(leaf);
      return body.toByteArray();
    } catch (CertificateEncodingException e) {
      throw new IOException(e);
    }
  }

  private static byte[] handshake(int type, byte[] body) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(type);
    length24(message, body.length);
    message.writeBytes(body);
    return message.toByteArray();
  }

  private static void length24(ByteArrayOutputStream out, int length) {
    out.write(length >> 16);
    out.write(length >> 8 & 0xff);
    out.write(length & 0xff);
  }

  private static Bytes records(byte[]... messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      all.writeBytes(record(HANDSHAKE, message));
    }
    return Bytes.wrap(all.toByteArray());
  }

  private static byte[] record(int type, byte[] content) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(
        new byte[] {
          (byte) type, 3, 3, (byte) (content.length >> 8), (byte) (content.length & 0xff)
        });
    record.writeBytes(content);
    return record.toByteArray();
  }

  private static Bytes random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
