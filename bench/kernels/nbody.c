#include <math.h>
#include <stdint.h>
#include <stdio.h>

#define SOLAR_MASS (4.0 * 3.141592653589793 * 3.141592653589793)
#define DAYS 365.24

typedef struct Body { double x, y, z, vx, vy, vz, mass; } Body;

static Body bodies[] = {
    {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR_MASS},
    {4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * DAYS,
     0.00769901118419740425 * DAYS, -0.0000690460016972063023 * DAYS, 0.000954791938424326609 * SOLAR_MASS},
    {8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411600 * DAYS,
     0.00499852801234917238 * DAYS, 0.0000230417297573763929 * DAYS, 0.000285885980666130812 * SOLAR_MASS},
    {12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * DAYS,
     0.00237847173959480950 * DAYS, -0.0000296589568540237556 * DAYS, 0.0000436624404335156298 * SOLAR_MASS},
    {15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * DAYS,
     0.00162824170038242295 * DAYS, -0.0000951592254519715870 * DAYS, 0.0000515138902046611451 * SOLAR_MASS},
};

static void offset_momentum(Body *b, int64_t n)
{
    double px = 0.0, py = 0.0, pz = 0.0;

    for (int64_t i = 0; i < n; i++) {
        px += b[i].vx * b[i].mass;
        py += b[i].vy * b[i].mass;
        pz += b[i].vz * b[i].mass;
    }
    b[0].vx = -px / SOLAR_MASS;
    b[0].vy = -py / SOLAR_MASS;
    b[0].vz = -pz / SOLAR_MASS;
}

static void advance(Body *b, int64_t n, double dt)
{
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = i + 1; j < n; j++) {
            double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;
            double squared = dx * dx + dy * dy + dz * dz;
            double magnitude = dt / (squared * sqrt(squared));

            b[i].vx -= dx * b[j].mass * magnitude;
            b[i].vy -= dy * b[j].mass * magnitude;
            b[i].vz -= dz * b[j].mass * magnitude;
            b[j].vx += dx * b[i].mass * magnitude;
            b[j].vy += dy * b[i].mass * magnitude;
            b[j].vz += dz * b[i].mass * magnitude;
        }
    }
    for (int64_t i = 0; i < n; i++) {
        b[i].x += dt * b[i].vx;
        b[i].y += dt * b[i].vy;
        b[i].z += dt * b[i].vz;
    }
}

static double energy(const Body *b, int64_t n)
{
    double e = 0.0;

    for (int64_t i = 0; i < n; i++) {
        e += 0.5 * b[i].mass * (b[i].vx * b[i].vx + b[i].vy * b[i].vy + b[i].vz * b[i].vz);
        for (int64_t j = i + 1; j < n; j++) {
            double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;

            e -= b[i].mass * b[j].mass / sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return e;
}

int main(void)
{
    int64_t n = sizeof bodies / sizeof *bodies;

    offset_momentum(bodies, n);
    for (int step = 0; step < 4000000; step++) {
        advance(bodies, n, 0.01);
    }
    printf("%.17g\n", energy(bodies, n));
    return 0;
}
