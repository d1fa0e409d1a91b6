package dev.jlibp2p.spring.test;

import dev.jlibp2p.Libp2pBuilder;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Settings of a {@link TestNetwork}: by default no node, perfect links and seed 1. */
public final class TestNetworkBuilder {

    private int nodes;

    private LinkConditions conditions = LinkConditions.PERFECT;

    private RandomGenerator random = new SplittableRandom(1);

    private Consumer<? super Libp2pBuilder> customizer = builder -> {};

    TestNetworkBuilder() {}

    /** How many nodes to begin with. */
    public TestNetworkBuilder nodes(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a network of " + count + " nodes, expected 0 or more");
        }
        this.nodes = count;
        return this;
    }

    /** How long a byte takes from one node to another. */
    public TestNetworkBuilder latency(Duration oneWay) {
        conditions = conditions.withLatency(oneWay);
        return this;
    }

    /** The chance, from 0 to 1, that what is written at once has to be sent again. */
    public TestNetworkBuilder loss(double chance) {
        conditions = conditions.withLoss(chance);
        return this;
    }

    /** Decides what is lost: equal seeds draw equal lots; which write draws which is up to the nodes' threads. */
    public TestNetworkBuilder seed(long seed) {
        random = new SplittableRandom(seed);
        return this;
    }

    /** Changes every node before it is built; transports and listen addresses are the network's. */
    public TestNetworkBuilder customize(Consumer<? super Libp2pBuilder> customizer) {
        this.customizer = customizer;
        return this;
    }

    /** The network, its nodes running. */
    public TestNetwork start() {
        return new TestNetwork(this);
    }

    int nodes() {
        return nodes;
    }

    LinkConditions conditions() {
        return conditions;
    }

    RandomGenerator random() {
        return random;
    }

    Consumer<? super Libp2pBuilder> customizer() {
        return customizer;
    }
}
