/**
 * The runnable jar as one module, so that jlink can put it and the parts of Java that it needs into
 * one runtime. Only in packages: the jar itself runs from the class path.
 *
 * <p>Open, because libraries reflect on each other and look for resources. The export makes the
 * module a root of the default graph, which Java keeps ready in the class archive; started with
 * {@code -m} it would have to be computed at each start.
 */
open module dev.tlsdiag {
  requires java.logging; // OkHttp
  requires java.management; // Netty, asked for the process id and the memory
  requires java.naming; // names of certificates
  requires java.xml; // reports for JUnit
  requires jdk.crypto.ec;
  requires jdk.net; // keep-alive options of sockets
  requires jdk.unsupported; // Netty's buffers
  requires jdk.zipfs;

  exports dev.tlsdiag.launch;

  uses com.fasterxml.jackson.databind.Module;
}
