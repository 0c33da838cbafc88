package main

import (
	"fmt"
	"time"
)

const count = 10000000

func key(i int64) int64 { return int64(uint64(i) * 0x9e3779b97f4a7c15 & (1<<62 - 1)) }

func main() {
	start := time.Now()
	table := map[int64]int64{}
	for i := int64(0); i < count; i++ {
		table[key(i)] = i
	}
	inserted := time.Since(start).Milliseconds()
	start = time.Now()
	total := int64(0)
	for i := int64(0); i < count; i++ {
		total += table[key(i*7919%count)]
	}
	got := time.Since(start).Milliseconds()
	start = time.Now()
	items := []int64{}
	for i := int64(0); i < count; i++ {
		items = append(items, i)
	}
	appended := time.Since(start).Milliseconds()
	if total != count*(count-1)/2 || len(items) != count {
		panic("wrong")
	}
	fmt.Println(inserted, got, appended)
}
