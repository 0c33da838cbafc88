/* With malloc and free, or, where BOEHM is defined, with the collector. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef BOEHM
#include <gc.h>
#define NEW(type) ((type *)GC_MALLOC(sizeof(type)))
#else
#define NEW(type) ((type *)malloc(sizeof(type)))
#endif

enum { GREATEST = 18 };

typedef struct Tree {
    struct Tree *left, *right;
} Tree;

static Tree *grow(int64_t depth)
{
    Tree *tree = NEW(Tree);

    if (tree == NULL) {
        exit(1);
    }
    tree->left = depth == 0 ? NULL : grow(depth - 1);
    tree->right = depth == 0 ? NULL : grow(depth - 1);
    return tree;
}

static int64_t count(const Tree *tree)
{
    int64_t nodes = 1;

    if (tree->left != NULL) {
        nodes += count(tree->left);
    }
    if (tree->right != NULL) {
        nodes += count(tree->right);
    }
    return nodes;
}

static void fell(Tree *tree)
{
#ifdef BOEHM
    (void)tree;
#else
    if (tree != NULL) {
        fell(tree->left);
        fell(tree->right);
        free(tree);
    }
#endif
}

int main(void)
{
#ifdef BOEHM
    GC_INIT();
#endif
    Tree *kept = grow(GREATEST);

    for (int64_t depth = 4; depth <= GREATEST; depth += 2) {
        int64_t rounds = INT64_C(1) << (GREATEST - depth + 4);
        int64_t nodes = 0;

        for (int64_t i = 0; i < rounds; i++) {
            Tree *tree = grow(depth);

            nodes += count(tree);
            fell(tree);
        }
        printf("%" PRId64 " %" PRId64 " %" PRId64 "\n", rounds, depth, nodes);
    }
    printf("%" PRId64 "\n", count(kept));
    fell(kept);
    return 0;
}
