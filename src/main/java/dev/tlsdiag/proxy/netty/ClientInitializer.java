package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.InterceptSession;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.tcp.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;

/** Takes a client's connection in. */
final class ClientInitializer extends ChannelInitializer<Channel> {
  private final Clients clients;
  private final Listen listen;

  ClientInitializer(Clients clients, Listen listen) {
    this.clients = clients;
    this.listen = listen;
  }

  private InterceptSession session(ProxyScope scope, LegRecorder recorder, Endpoint client) {
    boolean explicit = !(listen.mode() instanceof ProxyMode.Transparent);
    return new InterceptSession(
        listen.mode(),
        scope.settings.hosts(),
        scope.settings.policy().map(policy -> policy.connection(recorder.id(), client, explicit)));
  }

  @Override
  protected void initChannel(Channel channel) {
    ProxyScope scope = clients.scope();
    LegRecorder recorder = new LegRecorder(scope, LegSide.DOWNSTREAM, 0, listen.mode());
    Endpoint client = Transport.Addresses.of(channel.remoteAddress());
    Endpoint local = Transport.Addresses.of(channel.localAddress());
    recorder.connected(client, local, recorder.startNanos(), recorder.startNanos());
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(WireHandler.NAME, new WireHandler(scope, recorder));
    int limit = scope.settings.maxConnections();
    if (scope.clients() >= limit) {
      recorder.refused(
          "refused: %,d clients are connected, and no more are served".formatted(limit));
      channel.close();
      return;
    }
    scope.opened(recorder);
    if (listen.proxyProtocol()) {
      pipeline.addLast(new HAProxyMessageDecoder());
    }
    pipeline.addLast(
        new FrontHandler(
            clients, recorder, session(scope, recorder, client), listen.proxyProtocol()));
  }
}
