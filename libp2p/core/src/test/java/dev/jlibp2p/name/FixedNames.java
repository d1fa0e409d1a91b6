package dev.jlibp2p.name;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Names that a test chooses, and what was asked. A name nobody gave is unknown. */
public final class FixedNames implements NameResolver {

    private final Map<String, List<InetAddress>> hosts = new ConcurrentHashMap<>();

    private final Map<String, Function<String, List<String>>> texts = new ConcurrentHashMap<>();

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final Queue<Future<?>> unanswered = new ConcurrentLinkedQueue<>();

    /** {@code ips} as literals. */
    public FixedNames host(String host, String... ips) {
        hosts.put(host, Arrays.stream(ips).map(FixedNames::ip).toList());
        return this;
    }

    /** What {@code /dnsaddr/name} leads to. */
    public FixedNames dnsaddr(String name, String... addresses) {
        return texts("_dnsaddr." + name, Arrays.stream(addresses).map(address -> "dnsaddr=" + address).toList());
    }

    public FixedNames texts(String name, List<String> records) {
        texts.put(name, asked -> records);
        return this;
    }

    /** Answers every question for texts by what {@code answer} makes of the name. */
    public FixedNames anyTexts(Function<String, List<String>> answer) {
        texts.put("*", answer);
        return this;
    }

    /** Every question so far. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** The questions nobody answers: those to the name {@code silence}. */
    public List<Future<?>> unanswered() {
        return List.copyOf(unanswered);
    }

    @Override
    public Future<List<InetAddress>> addresses(String host) {
        asked.add(host);
        if (host.equals("silence")) {
            Promise<List<InetAddress>> never = ImmediateEventExecutor.INSTANCE.newPromise();
            unanswered.add(never);
            return never;
        }
        List<InetAddress> found = hosts.get(host);
        return found == null ? unknown(host) : ImmediateEventExecutor.INSTANCE.newSucceededFuture(found);
    }

    @Override
    public Future<List<String>> texts(String name) {
        asked.add(name);
        Function<String, List<String>> found = texts.getOrDefault(name, texts.get("*"));
        return found == null
                ? unknown(name)
                : ImmediateEventExecutor.INSTANCE.newSucceededFuture(found.apply(name));
    }

    @Override
    public void close() {
        asked.add("closed");
    }

    private static <T> Future<T> unknown(String name) {
        return ImmediateEventExecutor.INSTANCE.newFailedFuture(new UnknownHostException("no such name: " + name));
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no IP address", e);
        }
    }
}
