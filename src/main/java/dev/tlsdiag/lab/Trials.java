package dev.tlsdiag.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that show a scenario with programs everybody has. */
final class Trials {
  /** Seconds, for what stays silent. */
  private static final String PATIENCE = "3";

  private Trials() {}

  static List<Trial> of(List<Target> targets, LabFiles files, Optional<ForeignProxy> proxy) {
    List<Trial> trials = new ArrayList<>();
    for (Target target : targets) {
      trials.add(direct(target, files));
      proxy.ifPresent(foreign -> trials.add(proxied(target, files, foreign)));
      if (proxy.isEmpty()) {
        trials.add(openssl(target, files, true));
        trials.add(openssl(target, files, false));
      }
    }
    return trials;
  }

  private static Trial direct(Target target, LabFiles files) {
    List<String> words = curl(files);
    words.addAll(List.of("--resolve", target.resolve(), target.url().toString()));
    return new Trial(target.name() + ", directly", words, target.answers());
  }

  private static Trial proxied(Target target, LabFiles files, ForeignProxy proxy) {
    List<String> words = curl(files);
    switch (proxy.kind()) {
      case EXPLICIT -> words.addAll(List.of("-x", "http://" + proxy.address()));
      case INSTEAD_OF_SERVER ->
          words.addAll(List.of("--connect-to", target.authority() + ":" + proxy.address()));
    }
    words.add(target.url().toString());
    return new Trial(
        target.name() + ", through the proxy", words, proxy.serves().contains(target.name()));
  }

  private static List<String> curl(LabFiles files) {
    List<String> words = new ArrayList<>(List.of("curl", "-sSf", "-m", PATIENCE, "--noproxy", ""));
    words.addAll(List.of("--cacert", files.trust().toString()));
    files.clientCertificate().ifPresent(file -> words.addAll(List.of("-E", file.toString())));
    return words;
  }

  private static Trial openssl(Target target, LabFiles files, boolean named) {
    List<String> words = new ArrayList<>(List.of("timeout", PATIENCE, "openssl", "s_client"));
    words.addAll(List.of("-brief", "-connect", target.address().toString()));
    words.addAll(named ? List.of("-servername", target.host()) : List.of("-noservername"));
    words.addAll(List.of("-alpn", "h2,http/1.1", "-CAfile", files.trust().toString()));
    files.clientCertificate().ifPresent(file -> words.addAll(List.of("-cert", file.toString())));
    words.addAll(List.of("-verify_return_error", "-verify_hostname", target.host()));
    boolean succeeds = target.answers() && (named || !target.needsSni());
    return new Trial(target.name() + (named ? ", with SNI" : ", without SNI"), words, succeeds);
  }
}
