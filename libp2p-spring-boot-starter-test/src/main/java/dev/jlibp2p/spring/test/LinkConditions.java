package dev.jlibp2p.spring.test;

import java.time.Duration;

/**
 * What the links between two nodes are like.
 *
 * @param latency one way
 * @param loss the chance that what is written at once gets lost and has to be sent again, from 0 to 1
 */
record LinkConditions(Duration latency, double loss) {

    static final LinkConditions PERFECT = new LinkConditions(Duration.ZERO, 0);

    LinkConditions {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency is " + latency + ", expected 0 or more, for example 50 ms");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("loss is " + loss + ", expected a chance from 0 to 1, for example 0.01");
        }
    }

    LinkConditions withLatency(Duration changed) {
        return new LinkConditions(changed, loss);
    }

    LinkConditions withLoss(double changed) {
        return new LinkConditions(latency, changed);
    }
}
