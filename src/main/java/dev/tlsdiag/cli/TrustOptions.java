package dev.tlsdiag.cli;

import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which authorities a check trusts. */
public final class TrustOptions {
  @Option(
      names = {"--ca", "--cacert"},
      order = 20,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description =
          "Trust the certificates in FILE, and no others; several are allowed (default: "
              + "the machine's, or those of SSL_CERT_FILE, and the internal authority).")
  List<Path> files = new ArrayList<>();

  /** Of the files given; without any, the machine's and the authority's in the store. */
  public TrustAnchors anchors(AuthorityStore store, Map<String, String> environment)
      throws IOException {
    TrustAnchors all = null;
    for (Path file : files) {
      TrustAnchors one = TrustStores.load(file);
      all = all == null ? one : all.and(one);
    }
    if (all != null) {
      return all;
    }
    TrustAnchors machine = machine(environment);
    return Files.isReadable(store.certificateFile())
        ? machine.and(
            new TrustAnchors(
                "internal authority", TrustStores.load(store.certificateFile()).certificates()))
        : machine;
  }

  /** The machine's, or what OpenSSL's variable puts in their place. */
  public static TrustAnchors machine(Map<String, String> environment) throws IOException {
    String other = environment.getOrDefault("SSL_CERT_FILE", "");
    return other.isEmpty() ? TrustStores.system() : TrustStores.load(Path.of(other));
  }
}
