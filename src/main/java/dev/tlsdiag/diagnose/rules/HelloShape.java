package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.WireCode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a ClientHello offers, without what differs from one to the next of the same client: name,
 * random numbers, GREASE, padding, and sessions to resume.
 */
record HelloShape(
    List<CipherSuite> suites,
    Set<Integer> extensions,
    List<ProtocolVersion> versions,
    List<NamedGroup> groups,
    List<String> alpn) {
  private static final Set<Integer> PASSING =
      Set.of(
          ExtensionType.SERVER_NAME,
          ExtensionType.PADDING,
          ExtensionType.SESSION_TICKET,
          ExtensionType.PRE_SHARED_KEY,
          ExtensionType.EARLY_DATA,
          ExtensionType.COOKIE);

  HelloShape {
    suites = List.copyOf(suites);
    extensions = Set.copyOf(extensions);
    versions = List.copyOf(versions);
    groups = List.copyOf(groups);
    alpn = List.copyOf(alpn);
  }

  static HelloShape of(ClientHello hello) {
    return new HelloShape(
        hello.cipherSuites().stream().filter(suite -> !suite.isGrease()).toList(),
        Arrays.stream(hello.extensionTypes())
            .boxed()
            .filter(type -> !PASSING.contains(type) && !WireCode.isGrease(type))
            .collect(Collectors.toSet()),
        hello.supportedVersions().stream().filter(version -> !version.isGrease()).toList(),
        hello.groups().stream().filter(group -> !group.isGrease()).toList(),
        hello.alpnProtocols());
  }

  HelloShape withoutAlpn() {
    Set<Integer> others =
        extensions.stream()
            .filter(type -> type != ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)
            .collect(Collectors.toSet());
    return new HelloShape(suites, others, versions, groups, List.of());
  }

  /** All but the groups. */
  HelloShape withoutGroups() {
    return new HelloShape(suites, extensions, versions, List.of(), alpn);
  }
}
