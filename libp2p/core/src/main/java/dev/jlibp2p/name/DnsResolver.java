package dev.jlibp2p.name;

import dev.jlibp2p.transport.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Netty's resolver, made when the first name is looked up. It caches nothing: an answer nobody keeps needs no bound and is
 * never stale, and whoever dials the same peer again and again is slowed down by his backoff.
 */
final class DnsResolver implements NameResolver {

    /** For one question to one server. */
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

    private static final int QUERIES_PER_LOOKUP = 16;

    private final EventLoops loops;

    private final UnaryOperator<DnsNameResolverBuilder> settings;

    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable DnsNameResolver resolver;

    private boolean closed;

    DnsResolver(EventLoops loops, UnaryOperator<DnsNameResolverBuilder> settings) {
        this.loops = loops;
        this.settings = settings;
    }

    @Override
    public Future<List<InetAddress>> addresses(String host) {
        return look(host, () -> resolver().resolveAll(host), Function.identity());
    }

    @Override
    public Future<List<String>> texts(String name) {
        return look(name, () -> resolver().resolveAll(new DefaultDnsQuestion(name, DnsRecordType.TXT)),
                DnsResolver::texts);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (resolver != null) {
                resolver.close();
                resolver = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private DnsNameResolver resolver() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the resolver is closed");
            }
            if (resolver == null) {
                resolver = make(loops.sockets().next());
            }
            return resolver;
        } finally {
            lock.unlock();
        }
    }

    private DnsNameResolver make(EventLoop loop) {
        boolean epoll = EventLoops.epoll();
        return settings
                .apply(new DnsNameResolverBuilder(loop)
                        .datagramChannelFactory(epoll ? EpollDatagramChannel::new : NioDatagramChannel::new)
                        // An answer too long for a datagram is asked for again over TCP.
                        .socketChannelFactory(epoll ? EpollSocketChannel::new : NioSocketChannel::new)
                        .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                        .resolvedAddressTypes(ResolvedAddressTypes.IPV6_PREFERRED)
                        .completeOncePreferredResolved(false)
                        .resolveCache(NoopDnsCache.INSTANCE)
                        .cnameCache(NoopDnsCnameCache.INSTANCE)
                        .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                        .queryTimeoutMillis(QUERY_TIMEOUT.toMillis())
                        .maxQueriesPerResolve(QUERIES_PER_LOOKUP))
                .build();
    }

    /** The answer of {@code lookup} is let go of in any case, also when nobody waits for it any more. */
    private static <A, T> Future<List<T>> look(String name, Supplier<Future<List<A>>> lookup,
            Function<List<A>, List<T>> read) {
        Promise<List<T>> found = ImmediateEventExecutor.INSTANCE.newPromise();
        try {
            Future<List<A>> answer = lookup.get();
            answer.addListener((Future<List<A>> done) -> {
                if (done.isSuccess()) {
                    found.trySuccess(read.apply(done.getNow()));
                } else {
                    found.tryFailure(unknown(name, done.cause()));
                }
            });
            found.addListener(done -> {
                if (done.isCancelled()) {
                    answer.cancel(false);
                }
            });
        } catch (RuntimeException e) {
            // What is no name at all, such as a label of 64 characters; or the loops have ended.
            found.tryFailure(unknown(name, e));
        }
        return found;
    }

    private static IOException unknown(String name, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException("cannot resolve " + name + ": " + cause.getMessage());
        unknown.initCause(cause);
        return unknown;
    }

    private static List<String> texts(List<DnsRecord> records) {
        List<String> texts = new ArrayList<>();
        for (DnsRecord record : records) {
            if (record instanceof DnsRawRecord raw && record.type().equals(DnsRecordType.TXT)) {
                texts.add(text(raw.content()));
            }
            ReferenceCountUtil.release(record);
        }
        return texts;
    }

    /** Strings of at most 255 bytes behind their length (RFC 1035, 3.3.14); one that is cut short ends the record. */
    private static String text(ByteBuf content) {
        StringBuilder text = new StringBuilder();
        while (content.isReadable()) {
            int length = Math.min(content.readUnsignedByte(), content.readableBytes());
            text.append(content.readCharSequence(length, StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
