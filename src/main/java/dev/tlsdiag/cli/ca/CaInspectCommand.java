package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.KeptResult;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.cli.TerminalStyle;
import dev.tlsdiag.cli.TrustOptions;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.SubjectName;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca inspect}: certificates in words. */
@Command(
    name = "inspect",
    sortOptions = false,
    header = "Show the certificates of a file or a server, problems first.",
    customSynopsis = {"tlsdiag ca inspect [OPTIONS] FILE|HOST:PORT|-", ""},
    description = {
      "Shows certificates as a tree with all that is wrong with them on top. Files may be PEM, DER,",
      "PKCS#7, PKCS#12, JKS or JCEKS; - is standard input. A server is asked with its host as",
      "server name, and whatever it presents is taken.",
      "",
      "Examples:",
      "  tlsdiag ca inspect app.example.test:443",
      "  tlsdiag ca inspect 10.0.0.5:443 --servername app.example.test",
      "  kubectl get secret app-tls -o 'jsonpath={.data.tls\\.crt}' | base64 -d | tlsdiag ca inspect -",
      ""
    },
    footer = {
      "",
      "Exit: 0 no problem, or only strict clients' ones · 1 a problem · 2 usage · 4 could not run"
    })
final class CaInspectCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;
  @Mixin TrustOptions trust;

  @Parameters(
      paramLabel = "FILE|HOST:PORT|-",
      completionCandidates = Takes.PemOrHost.class,
      description = "What to look at.")
  String subject;

  @Option(
      names = "--host",
      order = 1,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "The name it has to be for (default for a server: the server name).")
  String host;

  @Option(
      names = "--servername",
      order = 2,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "Send this server name (SNI).")
  String serverName;

  @Option(names = "--noservername", order = 3, description = "Send no server name (SNI).")
  boolean noServerName;

  @Option(
      names = {"-o", "--output"},
      order = 4,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = "--color",
      order = 90,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", order = 91, description = "No characters outside ASCII.")
  boolean ascii;

  @Override
  public Integer call() throws IOException {
    if (!List.of("text", "json").contains(format)) {
      throw CommandException.usage("unknown value '%s' after '--output'".formatted(format))
          .likely("text, json");
    }
    if (noServerName && serverName != null) {
      throw CommandException.usage("--servername and --noservername exclude each other");
    }
    Optional<Endpoint> server = CertificateSource.endpoint(subject);
    if (server.isEmpty() && (noServerName || serverName != null)) {
      throw CommandException.usage(
          "'%s' is no HOST:PORT to send a server name to".formatted(subject));
    }
    TrustAnchors anchors = trust.anchors(authority.store(), System.getenv());
    Instant now = Instant.now();
    CertificateSource source;
    List<ChainProblem> problems;
    if (server.isPresent()) {
      Optional<String> name = sentName(server.get());
      source = CertificateSource.server(server.get(), name);
      String checked = host != null ? host : name.orElse(server.get().host());
      String where = host != null ? "--host" : serverName != null ? "--servername" : "HOST";
      problems =
          CertificateFindings.ofServer(
              source.certificates(), Optional.of(checked), where, anchors, now);
    } else {
      source = CertificateSource.file(subject, authority);
      problems =
          CertificateFindings.ofFile(
              source.certificates(), Optional.ofNullable(host), anchors, now);
    }
    PrintWriter err = spec.commandLine().getErr();
    source.skipped().forEach(told -> err.print("warning: " + Printable.escape(told) + "\n"));
    PrintWriter out = spec.commandLine().getOut();
    CertificateSource found = source;
    List<ChainProblem> wrong = problems;
    KeptResult.offer(out, () -> CertificateJson.of(found, wrong, now));
    if (format.equals("json")) {
      out.print(CertificateJson.of(source, problems, now));
    } else {
      boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
      Theme theme = TerminalStyle.theme(color, ascii, System.getenv(), terminal);
      new CertificateTree(theme, now, out).print(source, problems);
    }
    return CertificateFindings.isFailure(problems) ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }

  /** RFC 6066 section 3 allows neither an address there nor a trailing dot. */
  private Optional<String> sentName(Endpoint server) {
    if (noServerName) {
      return Optional.empty();
    }
    String name = serverName == null ? server.host() : serverName;
    SubjectName canonical = SubjectName.reference(name); // without a trailing dot
    return canonical.kind() == SubjectName.Kind.IP
        ? Optional.empty()
        : Optional.of(canonical.value());
  }
}
