package dev.jlibp2p.name;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A name server on the loopback interface: real datagrams, and TCP for what is too long for one. */
final class LittleDnsServer implements AutoCloseable {

    private static final int DATAGRAM_BYTES = 1_000;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    private final Map<String, List<ByteBuf>> records = new ConcurrentHashMap<>();

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final Channel datagrams;

    LittleDnsServer() throws InterruptedException {
        Channel tcp = new ServerBootstrap().group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {

                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new Answers());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        datagrams = new Bootstrap().group(loops)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<Channel>() {

                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(),
                                        new Answers());
                    }
                })
                .bind(tcp.localAddress())
                .sync()
                .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) datagrams.localAddress();
    }

    LittleDnsServer host(String name, String ip) throws Exception {
        InetAddress address = InetAddress.getByName(ip);
        DnsRecordType type = address.getAddress().length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
        return add(name, type, Unpooled.wrappedBuffer(address.getAddress()));
    }

    /** Each text in strings of at most 200 bytes. */
    LittleDnsServer text(String name, String text) {
        ByteBuf content = Unpooled.buffer();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += 200) {
            int length = Math.min(200, bytes.length - i);
            content.writeByte(length).writeBytes(bytes, i, length);
        }
        return add(name, DnsRecordType.TXT, content);
    }

    /** A TXT record as it is. */
    LittleDnsServer rawText(String name, byte... content) {
        return add(name, DnsRecordType.TXT, Unpooled.wrappedBuffer(content));
    }

    /** Every question so far, for example {@code A host.example.}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private LittleDnsServer add(String name, DnsRecordType type, ByteBuf content) {
        records.computeIfAbsent(type.name() + " " + name + ".", unknown -> new ArrayList<>()).add(content);
        return this;
    }

    private final class Answers extends SimpleChannelInboundHandler<DnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DnsQuery query) {
            DnsRecord question = query.recordAt(DnsSection.QUESTION);
            String key = question.type().name() + " " + question.name();
            asked.add(key);
            List<ByteBuf> found = records.getOrDefault(key, List.of());
            DnsResponse response = answerTo(query);
            response.addRecord(DnsSection.QUESTION, question);
            if (found.isEmpty()) {
                response.setCode(DnsResponseCode.NXDOMAIN);
            } else if (query instanceof DatagramDnsQuery && size(found) > DATAGRAM_BYTES) {
                response.setTruncated(true);
            } else {
                found.forEach(content -> response.addRecord(DnsSection.ANSWER,
                        new DefaultDnsRawRecord(question.name(), question.type(), 60,
                                Unpooled.wrappedBuffer(ByteBufUtil.getBytes(content)))));
            }
            ctx.writeAndFlush(response);
        }

        private static DnsResponse answerTo(DnsQuery query) {
            if (query instanceof DatagramDnsQuery datagram) {
                InetSocketAddress here = datagram.recipient();
                InetSocketAddress there = datagram.sender();
                return new DatagramDnsResponse(here, there, query.id());
            }
            return new DefaultDnsResponse(query.id());
        }

        private static int size(List<ByteBuf> contents) {
            return contents.stream().mapToInt(ByteBuf::readableBytes).sum();
        }
    }
}
