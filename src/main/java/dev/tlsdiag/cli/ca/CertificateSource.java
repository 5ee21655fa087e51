package dev.tlsdiag.cli.ca;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trust.FileContents;
import dev.tlsdiag.trust.PeerTrustManager;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Certificates from a file, standard input or a server.
 *
 * @param name as the user wrote it
 * @param format of the file, or {@code TLSv1.3 from 192.0.2.1:443}
 */
record CertificateSource(
    String name, String format, List<X509Certificate> certificates, List<String> skipped) {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MAX_STDIN = 64 << 20;

  CertificateSource {
    requireNonNull(name, "name is null");
    requireNonNull(format, "format is null");
    certificates = List.copyOf(certificates);
    skipped = List.copyOf(skipped);
  }

  static byte[] bytes(String file) throws IOException {
    if (file.equals("-")) {
      InputStream in = System.in;
      return in.readNBytes(MAX_STDIN);
    }
    return Files.readAllBytes(Path.of(file));
  }

  /** Keys in it are opened only where the certificates are locked up with them. */
  static CertificateSource file(String file, AuthorityOptions options) throws IOException {
    if (!file.equals("-") && Files.isDirectory(Path.of(file))) {
      throw CommandException.couldNotRun("'" + file + "' is a folder");
    }
    FileContents contents = FileContents.parseCertificates(bytes(file), file, options.passphrase());
    if (contents.certificates().isEmpty()) {
      throw CommandException.couldNotRun("no certificate in '" + file + "'")
          .likely(
              contents.skipped().isEmpty()
                  ? "it is a %s file with other things in it".formatted(contents.format())
                  : contents.skipped().get(0));
    }
    return new CertificateSource(
        file, contents.format(), contents.certificates(), contents.skipped());
  }

  /** {@code HOST:PORT}, unless there is a file of that name. */
  static Optional<Endpoint> endpoint(String given) {
    int colon = given.lastIndexOf(':');
    boolean port = colon > 0 && given.substring(colon + 1).matches("[0-9]{1,5}");
    if (!port || Files.exists(Path.of(given))) {
      return Optional.empty();
    }
    int number = Integer.parseInt(given.substring(colon + 1));
    String host = given.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1");
    if (number < 1 || number > 65_535) {
      throw CommandException.usage("'%s' has no port of 1 to 65535".formatted(given));
    }
    return Optional.of(new Endpoint(host, number));
  }

  /**
   * What a server presents; nothing is enforced.
   *
   * @param serverName the SNI to send; empty to send none
   */
  static CertificateSource server(Endpoint server, Optional<String> serverName) throws IOException {
    PeerTrustManager witness =
        new PeerTrustManager(
            Optional.empty(),
            "none",
            new TrustAnchors("none", List.of()),
            false,
            false,
            InstantSource.system());
    String shown = server.toString();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {witness}, null);
      // A null host: the runtime would make a server name of its own of it.
      try (SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(plain, null, server.port(), true)) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setServerNames(serverName.map(name -> List.of(sni(name))).orElse(List.of()));
        tls.setSSLParameters(parameters);
        String failure = "";
        try {
          tls.startHandshake();
        } catch (IOException e) {
          if (witness.presented().isEmpty()) {
            throw e;
          }
          failure = ", then: " + e.getMessage();
        }
        String protocol = failure.isEmpty() ? tls.getSession().getProtocol() : "TLS";
        Endpoint from = new Endpoint(plain.getInetAddress().getHostAddress(), plain.getPort());
        String format = "%s from %s%s".formatted(protocol, from, failure);
        return new CertificateSource(shown, format, witness.presented(), List.of());
      }
    } catch (UnknownHostException e) {
      throw CommandException.couldNotRun("unknown host '" + server.host() + "'").causedBy(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime speaks TLS", e);
    } catch (ConnectException | SocketTimeoutException | NoRouteToHostException e) {
      throw noCertificate(shown, e); // no name would change that
    } catch (IOException e) {
      throw noCertificate(shown, e)
          .likely(
              serverName
                  .map(name -> "it speaks no TLS, or does not know the name '" + name + "'")
                  .orElse("it speaks no TLS, or needs a server name: --servername NAME"));
    }
  }

  private static CommandException noCertificate(String server, IOException e) {
    return CommandException.couldNotRun(
            "no certificate from '%s': %s".formatted(server, e.getMessage()))
        .causedBy(e);
  }

  private static SNIServerName sni(String name) {
    try {
      return new SNIHostName(name);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("'%s' cannot be a server name".formatted(name)).causedBy(e);
    }
  }
}
