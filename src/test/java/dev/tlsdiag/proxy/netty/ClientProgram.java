package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.Installed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs a client that is no part of the project. */
final class ClientProgram {
  private ClientProgram() {}

  record Ran(int code, String output) {}

  /** Skips the test where the program is not there. */
  static Ran run(String... words) throws IOException, InterruptedException {
    Installed.require(words[0]);
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(words))).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(words[0] + " did not end");
    }
    return new Ran(process.exitValue(), output);
  }

  /** Writes a certificate where programs can read it. */
  static Path pem(Path folder, X509Certificate certificate)
      throws IOException, CertificateEncodingException {
    String text =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
  }
}
