package dev.tlsdiag.replay;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trust.PeerTrustManager;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * TLS on a connection that stands, before its handshake.
 *
 * @param trust what checks the peer, and what it found
 * @param notes what could not be set as asked
 */
record TlsLayer(SSLSocket socket, PeerTrustManager trust, List<String> notes) {
  private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  /**
   * Prepares it.
   *
   * @param host the name or address that is asked for, for the certificate and, as a rule, SNI
   * @param identitySource in words, where {@code host} is from
   * @param keeper where sessions are kept from one connection to the next; empty for none
   * @throws IOException where the JDK cannot do what is asked for
   */
  static TlsLayer on(
      TapedSocket carrier,
      String host,
      int port,
      String identitySource,
      TlsOptions options,
      List<String> alpn,
      TrustAnchors anchors,
      Optional<SessionKeeper> keeper)
      throws IOException {
    boolean given = options.serverName().kind() == ServerName.Kind.GIVEN;
    String identity = given ? options.serverName().name() : host;
    PeerTrustManager trust =
        new PeerTrustManager(
            Optional.of(identity),
            given ? "--servername" : identitySource,
            anchors,
            !options.insecure(),
            !options.insecure(),
            InstantSource.system());
    List<String> notes = new ArrayList<>();
    try {
      SSLContext context =
          keeper.isPresent() ? keeper.get().context(options, trust) : context(options, trust);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(carrier, identity, port, true);
      socket.setUseClientMode(true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(serverNames(options.serverName(), host));
      parameters.setApplicationProtocols(alpn.toArray(String[]::new));
      parameters.setProtocols(versions(options));
      cipherSuites(options, parameters, socket, notes);
      groups(options, parameters, notes);
      socket.setSSLParameters(parameters);
      return new TlsLayer(socket, trust, notes);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static SSLContext context(TlsOptions options, TrustManager trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        options.credential().map(ClientKey::new).stream().toArray(KeyManager[]::new);
    context.init(keys, new TrustManager[] {trust}, null);
    return context;
  }

  /** As bytes: the JDK's check of texts refuses names that servers have, with an underscore. */
  private static List<SNIServerName> serverNames(ServerName wanted, String host) {
    return switch (wanted.kind()) {
      case NONE -> List.of();
      case GIVEN -> List.of(new SNIHostName(wanted.name().getBytes(StandardCharsets.UTF_8)));
      case FROM_URL ->
          HostName.isAddress(host)
              ? List.of()
              : List.of(
                  new SNIHostName(host.replaceFirst("\\.$", "").getBytes(StandardCharsets.UTF_8)));
    };
  }

  private static String[] versions(TlsOptions options) {
    int max = options.maxVersion().map(TlsLayer::index).orElse(VERSIONS.size() - 1);
    int usual = VERSIONS.indexOf("TLSv1.2");
    int min = options.minVersion().map(TlsLayer::index).orElse(max < usual ? 0 : usual);
    if (min > max) {
      throw new IllegalArgumentException("the lowest version of TLS is above the highest");
    }
    return VERSIONS.subList(min, max + 1).toArray(String[]::new);
  }

  private static int index(ProtocolVersion version) {
    return Math.max(0, Math.min(VERSIONS.size() - 1, version.code() - 0x0301));
  }

  private static void cipherSuites(
      TlsOptions options, SSLParameters parameters, SSLSocket socket, List<String> notes) {
    if (options.ciphers().isEmpty() && options.ciphers13().isEmpty()) {
      return;
    }
    List<String> usual = List.of(parameters.getCipherSuites());
    List<String> wanted = new ArrayList<>();
    wanted.addAll(
        options.ciphers13().isEmpty()
            ? usual.stream().filter(name -> is13(name)).toList()
            : options.ciphers13());
    wanted.addAll(
        options.ciphers().isEmpty()
            ? usual.stream().filter(name -> !is13(name)).toList()
            : options.ciphers());
    List<String> supported = Arrays.asList(socket.getSupportedCipherSuites());
    for (String name : wanted) {
      if (!supported.contains(name)) {
        notes.add("this Java does not know the cipher suite '%s'".formatted(name));
      }
    }
    wanted.removeIf(name -> !supported.contains(name));
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("none of the cipher suites asked for is known here");
    }
    parameters.setCipherSuites(wanted.toArray(String[]::new));
  }

  private static boolean is13(String cipherSuite) {
    return !cipherSuite.contains("_WITH_") && !cipherSuite.endsWith("_SCSV");
  }

  /** The method came with Java 20; before, groups are a setting of the whole process. */
  private static void groups(TlsOptions options, SSLParameters parameters, List<String> notes) {
    if (options.groups().isEmpty()) {
      return;
    }
    try {
      SSLParameters.class
          .getMethod("setNamedGroups", String[].class)
          .invoke(parameters, (Object) options.groups().toArray(String[]::new));
    } catch (NoSuchMethodException e) {
      notes.add("the groups are not as asked for: choosing them needs Java 20 or later");
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
