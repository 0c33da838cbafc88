package main

import "fmt"

const greatest = 18

type Tree struct{ left, right *Tree }

func grow(depth int) *Tree {
	if depth == 0 {
		return &Tree{}
	}
	return &Tree{grow(depth - 1), grow(depth - 1)}
}

func (t *Tree) count() int {
	nodes := 1
	if t.left != nil {
		nodes += t.left.count()
	}
	if t.right != nil {
		nodes += t.right.count()
	}
	return nodes
}

func main() {
	kept := grow(greatest)
	for depth := 4; depth <= greatest; depth += 2 {
		rounds := 1 << (greatest - depth + 4)
		nodes := 0
		for i := 0; i < rounds; i++ {
			nodes += grow(depth).count()
		}
		fmt.Println(rounds, depth, nodes)
	}
	fmt.Println(kept.count())
}
