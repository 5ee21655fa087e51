package dev.tlsdiag.mesh.logs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Whatever comes, nothing is thrown and nothing hangs. */
class LogsFuzz {
  @FuzzTest(maxDuration = "60s")
  void proxies(byte[] text) {
    Lines.read(sink -> new NginxErrorLog("x", sink), text);
    Lines.read(sink -> new NginxAccessLog("x", List.of(LogFormat.COMBINED), sink), text);
    Lines.read(sink -> new HaproxyLog("x", sink), text);
    Lines.read(sink -> new ProxyEvents("x", sink), text);
  }

  @FuzzTest(maxDuration = "60s")
  void clients(byte[] text) {
    Lines.read(sink -> new CurlVerbose("x", sink), text);
    Lines.read(sink -> new OpensslClient("x", sink), text);
    Lines.read(sink -> new TlsWords("x", 100, sink), text);
  }

  @FuzzTest(maxDuration = "60s")
  void clusters(byte[] text) {
    Lines.read(sink -> new KubernetesEvents("x", sink), text);
    Lines.read(sink -> new CiliumDbg("x", sink), text);
    Lines.read(sink -> new CiliumAgentLog("x", sink), text);
  }

  @FuzzTest(maxDuration = "60s")
  void files(byte[] bytes) throws IOException {
    new MitmproxyFlows("x", sighting -> {}).read(new ByteArrayInputStream(bytes));
    new HarFile("x", sighting -> {}).read(new ByteArrayInputStream(bytes));
    new CiliumDbgJson("x", sighting -> {}).read(new ByteArrayInputStream(bytes));
    new ReportFile("x", sighting -> {}).read(new ByteArrayInputStream(bytes));
  }
}
